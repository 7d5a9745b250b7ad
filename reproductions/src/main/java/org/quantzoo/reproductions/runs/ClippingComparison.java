package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.layers.KernelSelector;

/**
 * How many of a trained network's validation images its 8-bit forms answer rightly that clamp different shares of the activations.
 *
 * @param cell of the run
 * @param images number of validation images
 * @param fp32Accuracy of the float network, percent
 * @param rows one a share
 */
public record ClippingComparison(String cell, int images, double fp32Accuracy, List<Row> rows) {
    /**
     * One share.
     *
     * @param clippedPercent of the activations, at each end
     * @param quint8Accuracy mean over calibration draws, percent
     * @param standardDeviation of the draws
     * @param draws how many
     */
    public record Row(double clippedPercent, double quint8Accuracy, double standardDeviation, long draws) {}

    public ClippingComparison {
        rows = List.copyOf(rows);
    }

    /**
     * Measures it.
     *
     * @param store with the run's network
     * @param record a completed run whose recipe holds validation images back
     * @param dataset of the run
     * @param clippedPercents the shares to compare, each from 0 to below 50
     * @param draws of calibration images, at least 1
     * @throws IOException if the run's network is missing or damaged
     * @throws IllegalArgumentException if the recipe holds no images back
     */
    public static ClippingComparison of(
            RunStore store, RunRecord record, ImageDataset dataset, List<Double> clippedPercents, int draws)
            throws IOException {
        Experiment experiment = new Experiment(
                Cells.get().cell(record.cell()), record.scale(), record.seed(), record.recipe(), dataset);
        LabeledImages validation = experiment
                .validation()
                .orElseThrow(() -> new IllegalArgumentException("Ranges are chosen on validation images, but the recipe"
                        + " of run " + record.key() + " holds none back; name a cell of the zoo."));
        ComputationGraph trained = store.requiredNetwork(record);
        try (KernelSelector.Override ignored = experiment.useEvaluationKernels()) {
            Predictions reference = Predictions.of(trained, validation, dataset.standardization());
            List<Row> rows = new ArrayList<>();
            for (double clippedPercent : clippedPercents) {
                SummaryStatistics accuracies = new SummaryStatistics();
                QuantizedEvaluation.clipping(experiment, experiment.train(), validation, clippedPercent)
                        .evaluate(trained, reference, draws)
                        .forEach(draw -> accuracies.addValue(draw.quint8Accuracy()));
                rows.add(new Row(
                        clippedPercent, accuracies.getMean(), accuracies.getStandardDeviation(), accuracies.getN()));
            }
            return new ClippingComparison(record.cell(), validation.size(), reference.accuracy(), rows);
        }
    }

    /** A table in Markdown. */
    public String markdown() {
        StringBuilder table = new StringBuilder("| clamped at each end | quint8, validation images |\n| --- | --- |\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s %% | %.2f (sd %.2f of %d) |\n",
                    row.clippedPercent,
                    row.quint8Accuracy,
                    row.standardDeviation,
                    row.draws));
        }
        return table.append(String.format(
                        Locale.ROOT, "| float | %.2f of %,d images of %s |\n", fp32Accuracy, images, cell))
                .toString();
    }
}
