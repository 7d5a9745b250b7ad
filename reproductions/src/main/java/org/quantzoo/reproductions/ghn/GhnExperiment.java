package org.quantzoo.reproductions.ghn;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.RunKey;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;

/**
 * One training of a hypernetwork before it is run.
 *
 * @param cell its name, for example {@code ghn-qat-w4a4}
 * @param scale at which scale
 * @param seed of initial weights, order of images and architectures, widths, augmentation, dropout and noise
 * @param recipe how
 * @param dataset on which images
 * @param start the training that gives the initial weights, null for random ones
 */
public record GhnExperiment(
        String cell, Scale scale, long seed, GhnRecipe recipe, ImageDataset dataset, GhnExperiment start) {
    /** Where the runs of hypernetworks are in a store. */
    public static final String STUDY = "starting-positions/ghn";

    /** The experiment of a cell; trainings that it starts from are at the same scale, with the same seed and images. */
    public static GhnExperiment of(String cell, Scale scale, long seed, ImageDataset dataset) {
        GhnRecipe recipe = GhnRecipes.get().recipe(cell, scale);
        GhnExperiment start = recipe.start() == null ? null : of(recipe.start(), scale, seed, dataset);
        return new GhnExperiment(cell, scale, seed, recipe, dataset, start);
    }

    /** The key of the run. */
    public RunKey key() {
        Map<String, Object> content = new TreeMap<>();
        content.put("dataset", dataset.provenance().sha256());
        content.put("recipe", recipe);
        if (start != null) {
            content.put("start", start.key());
        }
        String hash =
                Sha256.of(Json.line(content).getBytes(StandardCharsets.UTF_8)).substring(0, 12);
        return new RunKey(STUDY + "/" + cell, scale, seed, hash);
    }

    /** The training images of the recipe. */
    LabeledImages images() {
        LabeledImages all = dataset.train();
        return recipe.trainImages() == 0 || recipe.trainImages() >= all.size() ? all : all.first(recipe.trainImages());
    }

    /** Makes new networks compute with the precision of the recipe, until closed. */
    KernelSelector.Override useKernels() {
        KernelSettings current = KernelSelector.settings();
        return KernelSelector.use(new KernelSettings(
                current.kernels(),
                Precision.valueOf(recipe.precision().toUpperCase(java.util.Locale.ROOT)),
                current.threads()));
    }
}
