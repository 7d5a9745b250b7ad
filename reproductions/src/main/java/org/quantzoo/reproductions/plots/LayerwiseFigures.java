package org.quantzoo.reproductions.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.quantzoo.zoo.analysis.LayerStatistics;
import org.quantzoo.zoo.analysis.LayerwiseAnalysis;
import org.quantzoo.zoo.quantization.TensorStatistics;

/**
 * Networks layer by layer, as the thesis draws them (Fig. 4.3 to 4.5, 5.6 to 5.14).
 *
 * <p>Layers count from 1, the stem; residual sums count as layers of their own, without weights. The network's input is not drawn.
 */
public final class LayerwiseFigures {
    /** More lines than these cannot be told apart. */
    public static final int MOST_NETWORKS = ChartStyle.DISTINCT;

    private static final String LAYER = "layer (1 = first convolution)";
    private static final String PRECISION = "average precision";
    private static final String RANGE = "range (largest - smallest)";

    private final List<LabelledAnalysis> networks;

    private LayerwiseFigures(List<LabelledAnalysis> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Figures that compare networks.
     *
     * @param networks one to {@link #MOST_NETWORKS}, each with a label of its own
     */
    public static LayerwiseFigures of(List<LabelledAnalysis> networks) {
        long labels = networks.stream().map(LabelledAnalysis::label).distinct().count();
        if (networks.isEmpty() || networks.size() > MOST_NETWORKS || labels != networks.size()) {
            throw new IllegalArgumentException("A layerwise figure compares one to " + MOST_NETWORKS
                    + " networks with different labels, found " + networks.size() + " with " + labels + " labels.");
        }
        return new LayerwiseFigures(networks);
    }

    /** Range above, average precision below; raw weights, weights with folded batch normalisation, activations. */
    public Figure rangeAndPrecision() {
        List<XYChart> panels = new ArrayList<>();
        for (Tensor tensor : Tensor.values()) {
            panels.add(panel(tensor.title + ": range", RANGE, false, tensor, s -> s.range()
                            .width())
                    .chart());
        }
        for (Tensor tensor : Tensor.values()) {
            panels.add(panel(
                            tensor.title + ": average precision",
                            PRECISION,
                            true,
                            tensor,
                            TensorStatistics::averagePrecision)
                    .between(0, 1)
                    .chart());
        }
        return new Figure(Tensor.values().length, panels);
    }

    /** Signal-to-noise ratios in place, the layerwise QMSE inside the quantized network, divergence from uniform, sparsity. */
    public Figure errorAndDistribution() {
        List<XYChart> panels = new ArrayList<>();
        panels.add(panel("Folded weights: SQNR", "dB", false, Tensor.FOLDED, s -> s.error()
                        .decibels())
                .chart());
        panels.add(panel("Activations: SQNR", "dB", false, Tensor.ACTIVATIONS, s -> s.error()
                        .decibels())
                .chart());
        Panel qmse = new Panel("Activations in the quantized network", LAYER, "QMSE / mean square", false);
        for (int i = 0; i < networks.size(); i++) {
            qmse.line(
                    networks.get(i).label(),
                    i,
                    indices(layers(networks.get(i).analysis(), Tensor.ACTIVATIONS)),
                    layers(networks.get(i).analysis(), Tensor.ACTIVATIONS).stream()
                            .map(layer -> layer.inQuantizedNetwork().noise()
                                    / layer.inQuantizedNetwork().signal())
                            .toList());
        }
        panels.add(qmse.integersBelow().chart());
        panels.add(panel("Folded weights: KL to uniform", "nats", true, Tensor.FOLDED, TensorStatistics::klToUniform)
                .chart());
        panels.add(panel("Activations: KL to uniform", "nats", true, Tensor.ACTIVATIONS, TensorStatistics::klToUniform)
                .chart());
        panels.add(
                panel("Activations: sparsity", "share of zeros", true, Tensor.ACTIVATIONS, TensorStatistics::sparsity)
                        .between(0, 1)
                        .chart());
        return new Figure(3, panels);
    }

    /** Range and average precision of each network in one panel, to see where a spike meets a drop ("Starting Positions" Fig. 6). */
    public Figure overlay() {
        List<XYChart> panels = new ArrayList<>();
        for (LabelledAnalysis network : networks) {
            for (Tensor tensor : List.of(Tensor.FOLDED, Tensor.ACTIVATIONS)) {
                List<LayerStatistics> layers = layers(network.analysis(), tensor);
                List<Double> ranges = values(layers, tensor, s -> s.range().width());
                panels.add(new Panel(network.label() + ": " + tensor.title.toLowerCase(Locale.ROOT), LAYER, RANGE, true)
                        .line("range (left axis)", 0, indices(layers), ranges)
                        .integersBelow()
                        .shareOnTheRight(
                                "average precision (right axis)",
                                1,
                                PRECISION,
                                indices(layers),
                                values(layers, tensor, TensorStatistics::averagePrecision))
                        .chart());
            }
        }
        return new Figure(2, panels);
    }

    /** The tensors of a layer that are drawn. */
    enum Tensor {
        RAW(
                "Raw weights",
                layer -> layer.weights() == null ? null : layer.weights().raw()),
        FOLDED(
                "Folded weights",
                layer -> layer.weights() == null ? null : layer.weights().folded()),
        ACTIVATIONS("Clipped activations", LayerStatistics::activations);

        private final String title;
        private final Function<LayerStatistics, TensorStatistics> of;

        Tensor(String title, Function<LayerStatistics, TensorStatistics> of) {
            this.title = title;
            this.of = of;
        }

        String title() {
            return title;
        }

        TensorStatistics of(LayerStatistics layer) {
            return of.apply(layer);
        }
    }

    private Panel panel(
            String title, String unit, boolean legend, Tensor tensor, ToDoubleFunction<TensorStatistics> statistic) {
        Panel panel = new Panel(title, LAYER, unit, legend);
        for (int i = 0; i < networks.size(); i++) {
            List<LayerStatistics> layers = layers(networks.get(i).analysis(), tensor);
            panel.line(networks.get(i).label(), i, indices(layers), values(layers, tensor, statistic));
        }
        return panel.integersBelow();
    }

    private static List<LayerStatistics> layers(LayerwiseAnalysis analysis, Tensor tensor) {
        return analysis.layers().stream()
                .filter(layer -> layer.index() > 0 && tensor.of(layer) != null)
                .toList();
    }

    private static List<Integer> indices(List<LayerStatistics> layers) {
        return layers.stream().map(LayerStatistics::index).toList();
    }

    private static List<Double> values(
            List<LayerStatistics> layers, Tensor tensor, ToDoubleFunction<TensorStatistics> statistic) {
        return layers.stream()
                .map(layer -> statistic.applyAsDouble(tensor.of(layer)))
                .toList();
    }
}
