package org.quantzoo.reproductions.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.datasets.images.Standardization;

/**
 * The outputs of a network on labeled images.
 *
 * @param probabilities softmax outputs {@code [images, classes]}
 * @param labels class of each image
 */
record Predictions(INDArray probabilities, int[] labels) {
    static final int BATCH = 250;

    /**
     * Runs a network in inference mode.
     *
     * @throws DivergedException where an output is not finite
     */
    static Predictions of(ComputationGraph network, LabeledImages images, Standardization standardization) {
        return of(features -> network.outputSingle(features).detach(), images, standardization);
    }

    /**
     * Runs anything that computes as a network does.
     *
     * @param network from features {@code [batch, height, width, channels]} to an array of its own of probabilities
     * @throws DivergedException where an output is not finite
     */
    static Predictions of(UnaryOperator<INDArray> network, LabeledImages images, Standardization standardization) {
        List<INDArray> outputs = new ArrayList<>();
        try (ImageBatches batches = batches(images, standardization)) {
            while (batches.hasNext()) {
                DataSet batch = batches.next();
                outputs.add(network.apply(batch.getFeatures()));
            }
        }
        INDArray probabilities = Nd4j.concat(0, outputs.toArray(INDArray[]::new));
        if (!Parameters.allFinite(probabilities)) {
            throw new DivergedException("An output of the trained network is not a finite number.");
        }
        int[] labels = new int[images.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = images.label(i);
        }
        return new Predictions(probabilities, labels);
    }

    /** Percent of the images whose most probable class is theirs; the first of equals counts. */
    double accuracy() {
        return 100.0 * correctByBatch().stream().mapToInt(Integer::intValue).sum() / labels.length;
    }

    /** The number of correct answers in each batch of {@value #BATCH} images, in their order. */
    List<Integer> correctByBatch() {
        float[][] rows = probabilities.toFloatMatrix();
        int[] correct = new int[(rows.length + BATCH - 1) / BATCH];
        for (int i = 0; i < rows.length; i++) {
            int best = 0;
            for (int c = 1; c < rows[i].length; c++) {
                if (rows[i][c] > rows[i][best]) {
                    best = c;
                }
            }
            if (best == labels[i]) {
                correct[i / BATCH]++;
            }
        }
        return Arrays.stream(correct).boxed().toList();
    }

    /** Batches in the order of the images, unchanged but standardised. */
    static ImageBatches batches(LabeledImages images, Standardization standardization) {
        return ImageBatches.of(images)
                .standardization(standardization)
                .batchSize(BATCH)
                .build();
    }
}
