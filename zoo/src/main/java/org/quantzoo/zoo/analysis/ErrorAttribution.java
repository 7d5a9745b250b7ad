package org.quantzoo.zoo.analysis;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.posttraining.BatchNormFolding;
import org.quantzoo.zoo.posttraining.Calibration;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.posttraining.QuantizedParts;
import org.quantzoo.zoo.quantization.OutputComparison;

/**
 * What each layer alone contributes to the cost of quantization: the network is evaluated with one layer quantized and the others
 * in floating point.
 *
 * @param samples number of labelled samples behind the accuracies
 * @param floatAccuracy of the float network, percent
 * @param whole everything quantized
 * @param layers one entry for each layer and part of it, in forward order
 */
public record ErrorAttribution(long samples, double floatAccuracy, Effect whole, List<LayerEffect> layers) {

    /** What of a layer is quantized. */
    public enum Part {
        WEIGHTS,
        ACTIVATIONS,
        BOTH
    }

    /**
     * The consequence of quantizing something.
     *
     * @param accuracy percent
     * @param accuracyLoss points of accuracy below the float network's; negative for a gain
     * @param error of the probabilities against the float network's
     */
    public record Effect(double accuracy, double accuracyLoss, OutputError error) {}

    /**
     * The consequence of quantizing one layer, or a part of it.
     *
     * @param index as in {@link LayerStatistics}
     * @param name the vertex
     * @param kind what it is
     * @param part what of it is quantized; inputs and sums have activations alone
     * @param effect on the network's output
     */
    public record LayerEffect(int index, String name, LayerKind kind, Part part, Effect effect) {}

    public ErrorAttribution {
        layers = List.copyOf(layers);
    }

    /**
     * Quantizes layer after layer.
     *
     * @param network trained; it is not changed
     * @param scheme how a layer is quantized
     * @param calibration inputs NHWC in batches, for the ranges of activations
     * @param evaluation inputs and one-hot labels, in batches
     */
    public static ErrorAttribution of(
            ComputationGraph network, QuantizationScheme scheme, List<INDArray> calibration, List<DataSet> evaluation) {
        if (evaluation.isEmpty()) {
            throw new IllegalArgumentException(
                    "An error attribution needs at least one labelled batch, found none; pass test images.");
        }
        try (RandomState ignored = RandomState.keep();
                KernelSelector.Override alsoIgnored = LayerwiseAnalyzer.useFloat32()) {
            ComputationGraph folded = BatchNormFolding.fold(network);
            return new Session(
                            folded,
                            Calibration.observe(folded, calibration, scheme.activationRange()),
                            new PostTrainingQuantizer(scheme),
                            evaluation)
                    .attribute();
        }
    }

    /** One network's attribution in progress. */
    private static final class Session {
        private final ComputationGraph folded;
        private final Calibration calibration;
        private final PostTrainingQuantizer quantizer;
        private final List<DataSet> evaluation;
        private final List<INDArray> reference = new ArrayList<>();
        private final double floatAccuracy;

        Session(
                ComputationGraph folded,
                Calibration calibration,
                PostTrainingQuantizer quantizer,
                List<DataSet> evaluation) {
            this.folded = folded;
            this.calibration = calibration;
            this.quantizer = quantizer;
            this.evaluation = evaluation;
            evaluation.forEach(batch -> reference.add(folded.outputSingle(batch.getFeatures())));
            floatAccuracy = accuracy(reference);
        }

        ErrorAttribution attribute() {
            List<LayerEffect> effects = new ArrayList<>();
            for (AnalyzedVertex vertex : AnalyzedVertex.of(folded)) {
                String name = vertex.name();
                if (!vertex.kind().hasWeights()) {
                    effects.add(effect(vertex, Part.ACTIVATIONS, QuantizedParts.activationsOf(name)));
                } else {
                    effects.add(effect(vertex, Part.WEIGHTS, QuantizedParts.weightsOf(name)));
                    if (quantizer.quantizesOutputOf(name)) {
                        effects.add(effect(vertex, Part.ACTIVATIONS, QuantizedParts.activationsOf(name)));
                        effects.add(effect(vertex, Part.BOTH, QuantizedParts.layers(name)));
                    }
                }
            }
            return new ErrorAttribution(
                    reference.stream().mapToLong(batch -> batch.size(0)).sum(),
                    floatAccuracy,
                    effect(QuantizedParts.ALL),
                    effects);
        }

        private LayerEffect effect(AnalyzedVertex vertex, Part part, QuantizedParts parts) {
            return new LayerEffect(vertex.index(), vertex.name(), vertex.kind(), part, effect(parts));
        }

        private Effect effect(QuantizedParts parts) {
            ComputationGraph quantized =
                    quantizer.quantize(folded, calibration, parts).network();
            OutputComparison comparison = new OutputComparison();
            List<INDArray> outputs = new ArrayList<>();
            for (int i = 0; i < evaluation.size(); i++) {
                INDArray output = quantized.outputSingle(evaluation.get(i).getFeatures());
                comparison.add(reference.get(i), output);
                outputs.add(output);
            }
            quantized.close();
            double accuracy = accuracy(outputs);
            return new Effect(accuracy, floatAccuracy - accuracy, OutputError.of(comparison));
        }

        /** Percent of the samples whose first most probable class is theirs. */
        private double accuracy(List<INDArray> outputs) {
            long correct = 0;
            long samples = 0;
            for (int i = 0; i < outputs.size(); i++) {
                INDArray found = outputs.get(i).argMax(1);
                INDArray wanted = evaluation.get(i).getLabels().argMax(1);
                correct += found.eq(wanted).castTo(found.dataType()).sumNumber().longValue();
                samples += found.length();
            }
            return 100.0 * correct / samples;
        }
    }
}
