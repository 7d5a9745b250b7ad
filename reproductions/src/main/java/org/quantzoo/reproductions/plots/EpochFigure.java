package org.quantzoo.reproductions.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.LayerProfile.Row;
import org.quantzoo.zoo.analysis.AnalyzedTensor;

/** Ranges and precisions of some layers of one network over training (thesis Fig. 4.6 to 4.8). */
public final class EpochFigure {
    private static final List<AnalyzedTensor> TENSORS =
            List.of(AnalyzedTensor.FOLDED_WEIGHTS, AnalyzedTensor.ACTIVATIONS);

    private final String label;
    private final LayerProfile profile;

    private EpochFigure(String label, LayerProfile profile) {
        this.label = label;
        this.profile = profile;
    }

    /**
     * The figure of one network.
     *
     * @param label what the network is called
     * @param profile of at least one epoch
     */
    public static EpochFigure of(String label, LayerProfile profile) {
        if (profile.rows().isEmpty()) {
            throw new IllegalArgumentException("A figure over training needs at least one epoch, found none.");
        }
        return new EpochFigure(label, profile);
    }

    /** Range above, average precision below; folded weights on the left, activations on the right. */
    public Figure figure() {
        List<XYChart> panels = new ArrayList<>();
        for (AnalyzedTensor tensor : TENSORS) {
            panels.add(panel(tensor, "range", "range (largest - smallest)", false, Row::range)
                    .chart());
        }
        for (AnalyzedTensor tensor : TENSORS) {
            panels.add(panel(tensor, "average precision", "average precision", true, Row::precision)
                    .between(0, 1)
                    .chart());
        }
        return new Figure(2, panels);
    }

    private Panel panel(
            AnalyzedTensor tensor, String what, String unit, boolean legend, ToDoubleFunction<Row> quantity) {
        Panel panel = new Panel(LayerwiseFigures.title(tensor) + ": " + what, "epoch of " + label, unit, legend);
        int position = 0;
        for (Map.Entry<Integer, String> layer : chosen()) {
            List<Row> rows = profile.over(layer.getKey(), tensor);
            panel.line(
                    layer.getKey() + " " + layer.getValue(),
                    position++,
                    rows.stream().map(Row::epoch).toList(),
                    rows.stream().map(quantity::applyAsDouble).toList());
        }
        return panel.integersBelow();
    }

    /** The first two layers, where the papers see most, the last, and as many in between as lines can be told apart. */
    private List<Map.Entry<Integer, String>> chosen() {
        List<Map.Entry<Integer, String>> layers =
                List.copyOf(profile.weightedLayers().entrySet());
        int last = layers.size() - 1;
        return IntStream.of(0, 1, last / 3, 2 * last / 3, last)
                .map(index -> Math.min(index, last))
                .distinct()
                .mapToObj(layers::get)
                .toList();
    }
}
