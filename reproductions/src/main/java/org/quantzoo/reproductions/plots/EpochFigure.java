package org.quantzoo.reproductions.plots;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.quantzoo.reproductions.plots.LayerwiseFigures.Tensor;
import org.quantzoo.zoo.analysis.EpochAnalysis;
import org.quantzoo.zoo.analysis.LayerStatistics;
import org.quantzoo.zoo.quantization.TensorStatistics;

/** Ranges and precisions of some layers of one network over training (thesis Fig. 4.6 to 4.8). */
public final class EpochFigure {
    private final String label;
    private final List<EpochAnalysis> history;

    private EpochFigure(String label, List<EpochAnalysis> history) {
        this.label = label;
        this.history = List.copyOf(history);
    }

    /**
     * The figure of one network.
     *
     * @param label what the network is called
     * @param history at least one epoch, in order
     */
    public static EpochFigure of(String label, List<EpochAnalysis> history) {
        if (history.isEmpty()) {
            throw new IllegalArgumentException("A figure over training needs at least one epoch, found none.");
        }
        return new EpochFigure(label, history);
    }

    /** Range above, average precision below; folded weights on the left, activations on the right. */
    public Figure figure() {
        List<XYChart> panels = new ArrayList<>();
        for (Tensor tensor : List.of(Tensor.FOLDED, Tensor.ACTIVATIONS)) {
            panels.add(panel(tensor, "range", "range (largest - smallest)", false, s -> s.range()
                            .width())
                    .chart());
        }
        for (Tensor tensor : List.of(Tensor.FOLDED, Tensor.ACTIVATIONS)) {
            panels.add(panel(tensor, "average precision", "average precision", true, TensorStatistics::averagePrecision)
                    .between(0, 1)
                    .chart());
        }
        return new Figure(2, panels);
    }

    private Panel panel(
            Tensor tensor, String what, String unit, boolean legend, ToDoubleFunction<TensorStatistics> statistic) {
        Panel panel = new Panel(tensor.title() + ": " + what, "epoch of " + label, unit, legend);
        List<Integer> epochs = history.stream().map(EpochAnalysis::epoch).toList();
        int position = 0;
        for (LayerStatistics layer : chosen()) {
            panel.line(
                    layer.index() + " " + layer.name(),
                    position++,
                    epochs,
                    history.stream()
                            .map(epoch -> statistic.applyAsDouble(
                                    tensor.of(epoch.analysis().layer(layer.name()))))
                            .toList());
        }
        return panel.integersBelow();
    }

    /** The first two layers, where the papers see most, the last, and as many in between as lines can be told apart. */
    private List<LayerStatistics> chosen() {
        List<LayerStatistics> layers = history.get(0).analysis().weightedLayers();
        int last = layers.size() - 1;
        Set<LayerStatistics> chosen = new LinkedHashSet<>();
        for (int index : new int[] {0, 1, last / 3, 2 * last / 3, last}) {
            chosen.add(layers.get(Math.min(index, last)));
        }
        return List.copyOf(chosen);
    }
}
