package org.quantzoo.reproductions.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.quantzoo.zoo.analysis.ErrorAttribution;
import org.quantzoo.zoo.analysis.ErrorAttribution.Effect;
import org.quantzoo.zoo.analysis.ErrorAttribution.LayerEffect;
import org.quantzoo.zoo.analysis.ErrorAttribution.Part;

/** What quantizing one layer at a time costs in a network. */
public final class AttributionFigure {
    private final String label;
    private final ErrorAttribution attribution;

    private AttributionFigure(String label, ErrorAttribution attribution) {
        this.label = label;
        this.attribution = attribution;
    }

    /** The figure of one network. */
    public static AttributionFigure of(String label, ErrorAttribution attribution) {
        return new AttributionFigure(label, attribution);
    }

    /** Loss of accuracy on the left, QMSE on the right; weights and activations of each layer. */
    public Figure figure() {
        return new Figure(
                2,
                List.of(
                        panel("accuracy lost, points", Effect::accuracyLoss),
                        panel("QMSE of the outputs", effect -> effect.error().qmse())));
    }

    private XYChart panel(String unit, ToDoubleFunction<Effect> metric) {
        Panel panel = new Panel(label + ", one layer quantized", "layer (0 = input)", unit, true);
        for (Part part : List.of(Part.WEIGHTS, Part.ACTIVATIONS)) {
            List<Integer> layers = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            for (LayerEffect effect : attribution.layers()) {
                if (effect.part() == part) {
                    layers.add(effect.index());
                    values.add(metric.applyAsDouble(effect.effect()));
                }
            }
            panel.line(part == Part.WEIGHTS ? "its weights" : "its output", part.ordinal(), layers, values);
        }
        return panel.integersBelow().chart();
    }
}
