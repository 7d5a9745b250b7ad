package org.quantzoo.reproductions.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.quantzoo.zoo.analysis.AnalyzedTensor;
import org.quantzoo.zoo.analysis.TensorRow;

/**
 * Networks layer by layer, as the thesis draws them (Fig. 4.3 to 4.5, 5.6 to 5.14).
 *
 * <p>Layers count from 1, the stem; residual sums count as layers of their own, without weights. The network's input is not drawn.
 */
public final class LayerwiseFigures {
    /** More lines than these cannot be told apart. */
    public static final int MOST_NETWORKS = ChartStyle.DISTINCT;

    private static final AnalyzedTensor FOLDED = AnalyzedTensor.FOLDED_WEIGHTS;
    private static final AnalyzedTensor ACTIVATIONS = AnalyzedTensor.ACTIVATIONS;
    private static final String LAYER = "layer (1 = first convolution)";
    private static final String PRECISION = "average precision";
    private static final String RANGE = "range (largest - smallest)";

    private final List<LabelledLayers> networks;

    private LayerwiseFigures(List<LabelledLayers> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Figures that compare networks.
     *
     * @param networks one to {@link #MOST_NETWORKS}, each with a label of its own
     */
    public static LayerwiseFigures of(List<LabelledLayers> networks) {
        long labels = networks.stream().map(LabelledLayers::label).distinct().count();
        if (networks.isEmpty() || networks.size() > MOST_NETWORKS || labels != networks.size()) {
            throw new IllegalArgumentException("A layerwise figure compares one to " + MOST_NETWORKS
                    + " networks with different labels, found " + networks.size() + " with " + labels + " labels.");
        }
        return new LayerwiseFigures(networks);
    }

    /** Range above, average precision below; raw weights, weights with folded batch normalisation, activations. */
    public Figure rangeAndPrecision() {
        List<XYChart> panels = new ArrayList<>();
        for (AnalyzedTensor tensor : AnalyzedTensor.values()) {
            panels.add(panel(title(tensor) + ": range", RANGE, false, tensor, TensorRow::range)
                    .chart());
        }
        for (AnalyzedTensor tensor : AnalyzedTensor.values()) {
            panels.add(panel(title(tensor) + ": average precision", PRECISION, true, tensor, TensorRow::precision)
                    .between(0, 1)
                    .chart());
        }
        return new Figure(AnalyzedTensor.values().length, panels);
    }

    /** Signal-to-noise ratios in place, the layerwise QMSE inside the quantized network, divergence from uniform, sparsity. */
    public Figure errorAndDistribution() {
        List<XYChart> panels = new ArrayList<>();
        panels.add(panel("Folded weights: SQNR", "dB", false, FOLDED, TensorRow::sqnrDecibels)
                .chart());
        panels.add(panel("Activations: SQNR", "dB", false, ACTIVATIONS, TensorRow::sqnrDecibels)
                .chart());
        panels.add(panel(
                        "Activations in the quantized network",
                        "QMSE / mean square",
                        false,
                        ACTIVATIONS,
                        row -> Math.pow(10, -row.networkSqnrDecibels() / 10))
                .chart());
        panels.add(panel("Folded weights: KL to uniform", "nats", true, FOLDED, TensorRow::klToUniform)
                .chart());
        panels.add(panel("Activations: KL to uniform", "nats", true, ACTIVATIONS, TensorRow::klToUniform)
                .chart());
        panels.add(panel("Activations: sparsity", "share of zeros", true, ACTIVATIONS, TensorRow::sparsity)
                .between(0, 1)
                .chart());
        return new Figure(3, panels);
    }

    /** Range and average precision of each network in one panel, to see where a spike meets a drop ("Starting Positions" Fig. 6). */
    public Figure overlay() {
        List<XYChart> panels = new ArrayList<>();
        for (LabelledLayers network : networks) {
            for (AnalyzedTensor tensor : List.of(FOLDED, ACTIVATIONS)) {
                List<TensorRow> layers = network.of(tensor);
                panels.add(
                        new Panel(network.label() + ": " + title(tensor).toLowerCase(Locale.ROOT), LAYER, RANGE, true)
                                .line("range (left axis)", 0, indices(layers), values(layers, TensorRow::range))
                                .integersBelow()
                                .shareOnTheRight(
                                        "average precision (right axis)",
                                        1,
                                        PRECISION,
                                        indices(layers),
                                        values(layers, TensorRow::precision))
                                .chart());
            }
        }
        return new Figure(2, panels);
    }

    /** What a tensor is called in figures. */
    static String title(AnalyzedTensor tensor) {
        return switch (tensor) {
            case RAW_WEIGHTS -> "Raw weights";
            case FOLDED_WEIGHTS -> "Folded weights";
            case ACTIVATIONS -> "Clipped activations";
        };
    }

    private Panel panel(
            String title, String unit, boolean legend, AnalyzedTensor tensor, ToDoubleFunction<TensorRow> quantity) {
        Panel panel = new Panel(title, LAYER, unit, legend);
        for (int i = 0; i < networks.size(); i++) {
            List<TensorRow> layers = networks.get(i).of(tensor);
            panel.line(networks.get(i).label(), i, indices(layers), values(layers, quantity));
        }
        return panel.integersBelow();
    }

    private static List<Integer> indices(List<TensorRow> layers) {
        return layers.stream().map(TensorRow::index).toList();
    }

    private static List<Double> values(List<TensorRow> layers, ToDoubleFunction<TensorRow> quantity) {
        return layers.stream().map(quantity::applyAsDouble).toList();
    }
}
