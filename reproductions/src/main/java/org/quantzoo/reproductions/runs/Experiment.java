package org.quantzoo.reproductions.runs;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.models.BlockNetwork;

/**
 * One run before it is run: a cell with everything resolved.
 *
 * @param cell what is trained
 * @param scale at which scale
 * @param seed of initial weights, data order, augmentation, dropout and calibration draws
 * @param recipe how; its precision is never {@code auto}
 * @param dataset on which images
 */
public record Experiment(Cell cell, Scale scale, long seed, Recipe recipe, ImageDataset dataset) {
    /** Subsets are the same for all seeds, so that paired comparisons share their images. */
    private static final long SUBSET_SEED = 0;

    public Experiment {
        recipe = recipe.withPrecision(chosenPrecision(recipe.precision()));
    }

    /** The key of the run. */
    public RunKey key() {
        return RunKey.of(cell, scale, seed, recipe, dataset.provenance().sha256());
    }

    /** The network before training. */
    BlockNetwork network() {
        return Networks.of(cell.network(), recipe, dataset.shape(), dataset.classes(), seed);
    }

    /** The training images of the recipe, without those held back; all where the data set has fewer than it asks for. */
    LabeledImages train() {
        LabeledImages images = subset(dataset.train(), recipe.trainImages());
        int heldBack = validationImages();
        return heldBack == 0 ? images : part(images, heldBack, images.size());
    }

    /** The images held back from training to choose by, the same for all seeds; empty where the recipe holds none back. */
    Optional<LabeledImages> validation() {
        int heldBack = validationImages();
        return heldBack == 0
                ? Optional.empty()
                : Optional.of(part(subset(dataset.train(), recipe.trainImages()), 0, heldBack));
    }

    private int validationImages() {
        return recipe.refinements() == null ? 0 : recipe.refinements().validationImages();
    }

    /** A part of the images in the order in which balanced subsets of growing size take them. */
    private static LabeledImages part(LabeledImages images, int from, int to) {
        return images.balancedSubset(images.size(), SUBSET_SEED)
                .select(IntStream.range(from, to).toArray());
    }

    /** The test images of the recipe; all where the data set has fewer than it asks for. */
    LabeledImages test() {
        return subset(dataset.test(), recipe.testImages());
    }

    /** The kernels that this run's layers compute with; {@link #useKernels} must be in force. */
    static Kernels kernels() {
        return KernelSelector.kernelsFor(DataType.FLOAT);
    }

    /** The kernels that this run's layers compute with, their precision and threads, in words. */
    public String kernelsDescription() {
        try (KernelSelector.Override ignored = useKernels()) {
            return kernels().description();
        }
    }

    /** Makes new layers compute with the precision of the recipe, until closed. */
    KernelSelector.Override useKernels() {
        return KernelSelector.use(settings(recipe.precision()));
    }

    /**
     * Makes new layers compute in float32, until closed: accuracies are measured so whatever the precision of training, because
     * bfloat16 operands would round away what an 8-bit grid distinguishes.
     */
    KernelSelector.Override useEvaluationKernels() {
        return KernelSelector.use(settings(Precision.FLOAT32.name()));
    }

    private static LabeledImages subset(LabeledImages images, int count) {
        return count == 0 || count >= images.size() ? images : images.balancedSubset(count, SUBSET_SEED);
    }

    private static String chosenPrecision(String wanted) {
        try (KernelSelector.Override ignored = KernelSelector.use(settings(wanted))) {
            // Kernels state their precision in the description, and float32 is all that ND4J's own can do.
            String bfloat16 = Precision.BFLOAT16.name().toLowerCase(Locale.ROOT);
            return kernels().description().contains(bfloat16)
                    ? bfloat16
                    : Precision.FLOAT32.name().toLowerCase(Locale.ROOT);
        }
    }

    private static KernelSettings settings(String precision) {
        KernelSettings current = KernelSelector.settings();
        return precision.equals("auto")
                ? current
                : new KernelSettings(
                        current.kernels(), Precision.valueOf(precision.toUpperCase(Locale.ROOT)), current.threads());
    }
}
