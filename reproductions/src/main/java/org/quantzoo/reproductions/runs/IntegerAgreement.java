package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.zoo.integer.IntegerNetwork;
import org.quantzoo.zoo.integer.LayerDifference;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.pretrained.Checkpoint;

/**
 * How far a published quantized network gives the same answers in integer arithmetic as in its simulation in float32.
 *
 * @param id of the checkpoint
 * @param images how many were compared
 * @param same how many have the same most probable class
 * @param simulatedAccuracy percent
 * @param integerAccuracy percent
 * @param layers the levels behind every quantizer, on the first {@value #LAYER_IMAGES} images
 * @param floatLayers what the integer network computes in float32
 */
public record IntegerAgreement(
        String id,
        int images,
        int same,
        double simulatedAccuracy,
        double integerAccuracy,
        List<LayerDifference> layers,
        List<String> floatLayers) {
    /** The activations of all layers stay in memory for the comparison of layers. */
    public static final int LAYER_IMAGES = Predictions.BATCH;

    private static final String HEAD =
            """
            | checkpoint | same class | accuracy simulated, in integers | most values on another level, and where | largest distance in levels |
            | --- | ---: | --- | --- | ---: |
            """;

    public IntegerAgreement {
        layers = List.copyOf(layers);
        floatLayers = List.copyOf(floatLayers);
    }

    /**
     * Compares both on test images.
     *
     * @param checkpoint a quantized one
     * @param count of the test images, from the first; at least 1
     * @throws IOException if the checkpoint is damaged
     * @throws IllegalArgumentException if it holds no quantized network, or one that integers cannot compute
     */
    public static IntegerAgreement of(Checkpoint checkpoint, ImageDataset images, int count) throws IOException {
        KernelSettings current = KernelSelector.settings();
        KernelSettings float32 =
                new KernelSettings(current.kernels(), KernelSettings.Precision.FLOAT32, current.threads());
        // In bfloat16 the simulation is off by more than a level.
        try (KernelSelector.Override ignored = KernelSelector.use(float32)) {
            QuantizedNetwork quantized = checkpoint.loadQuantized();
            if (quantized.weights().isEmpty()) {
                throw new IllegalArgumentException("Integers are compared with the simulation of a quantized network,"
                        + " found checkpoint " + checkpoint.metadata().id() + " of precision "
                        + checkpoint.metadata().precision().id() + "; name a quint8 or w4a4 one.");
            }
            LabeledImages test =
                    images.test().first(Math.min(count, images.test().size()));
            Predictions simulated = Predictions.of(quantized.network(), test, images.standardization());
            ImageShape shape = images.shape();
            try (IntegerNetwork integers = IntegerNetwork.compile(
                    quantized, Predictions.BATCH, shape.height(), shape.width(), shape.channels())) {
                Predictions computed = Predictions.of(integers::output, test, images.standardization());
                return new IntegerAgreement(
                        checkpoint.metadata().id(),
                        test.size(),
                        same(simulated.probabilities(), computed.probabilities()),
                        simulated.accuracy(),
                        computed.accuracy(),
                        layers(integers, test, images),
                        List.copyOf(integers.floatLayers()));
            }
        }
    }

    private static List<LayerDifference> layers(IntegerNetwork integers, LabeledImages test, ImageDataset images) {
        LabeledImages first = test.first(Math.min(LAYER_IMAGES, test.size()));
        try (ImageBatches batches = Predictions.batches(first, images.standardization())) {
            return integers.compare(batches.next().getFeatures());
        }
    }

    private static int same(INDArray simulated, INDArray computed) {
        int[] first = simulated.argMax(1).toIntVector();
        int[] second = computed.argMax(1).toIntVector();
        return (int) IntStream.range(0, first.length)
                .filter(i -> first[i] == second[i])
                .count();
    }

    /** One row a checkpoint, in Markdown. */
    public static String markdown(List<IntegerAgreement> agreements) {
        StringBuilder table = new StringBuilder(HEAD);
        for (IntegerAgreement agreement : agreements) {
            LayerDifference most = agreement.layers.stream()
                    .max(Comparator.comparingDouble(LayerDifference::differing))
                    .orElseThrow();
            double largest = agreement.layers.stream()
                    .mapToDouble(LayerDifference::maxSteps)
                    .max()
                    .orElseThrow();
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d of %,d | %.2f, %.2f | %.2f %%, %s | %.0f |\n",
                    agreement.id,
                    agreement.same,
                    agreement.images,
                    agreement.simulatedAccuracy,
                    agreement.integerAccuracy,
                    100 * most.differing(),
                    most.layer(),
                    largest));
        }
        return table.toString();
    }
}
