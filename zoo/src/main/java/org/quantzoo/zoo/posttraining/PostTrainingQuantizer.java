package org.quantzoo.zoo.posttraining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.layers.ResidualSum;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * Post-training quantization of a classifier: thesis section 2.2 with the ranges of section 4.4.
 *
 * <p>Quantized are: the network input; the weights of every convolution and dense layer, one range a tensor; the output of every
 * convolution, dense layer and residual sum, after its rectifier; and the outputs that {@link OutputQuantization} names. Biases
 * stay in floating point, as 32-bit integers would represent them without loss worth mentioning.
 */
public final class PostTrainingQuantizer {
    private static final String LOGITS = "logits";
    private static final String OUTPUT = "output";

    private final QuantizationScheme scheme;

    /** A quantizer for one scheme. */
    public PostTrainingQuantizer(QuantizationScheme scheme) {
        this.scheme = Objects.requireNonNull(scheme, "scheme");
    }

    /**
     * Folds, calibrates and quantizes a trained network.
     *
     * @param trained a network of this library, ending in softmax with cross-entropy
     * @param calibration training inputs in batches
     */
    public QuantizedNetwork quantize(ComputationGraph trained, List<INDArray> calibration) {
        ComputationGraph folded = BatchNormFolding.fold(trained);
        return quantize(folded, Calibration.observe(folded, calibration, scheme.activationRange()));
    }

    /**
     * Quantizes a folded network with given activation ranges.
     *
     * @param folded a network without batch normalisation, see {@link BatchNormFolding}
     * @param calibration ranges of that network's activations
     * @throws IllegalArgumentException if batch normalisation is left or the network does not end in {@code logits} and a
     *     softmax {@code output}
     */
    public QuantizedNetwork quantize(ComputationGraph folded, Calibration calibration) {
        return quantize(folded, calibration, QuantizedParts.ALL);
    }

    /**
     * Quantizes a part of a folded network and leaves the rest in floating point.
     *
     * @param folded a network without batch normalisation, see {@link BatchNormFolding}
     * @param calibration ranges of that network's activations
     * @param parts what is quantized, of all that this quantizer's scheme would quantize
     * @throws IllegalArgumentException as above, or if the parts name nothing that could be quantized
     */
    public QuantizedNetwork quantize(ComputationGraph folded, Calibration calibration, QuantizedParts parts) {
        GraphEditor graph = GraphEditor.of(folded);
        requireFoldedClassifier(graph);
        Map<String, AffineQuantizer> weights = new LinkedHashMap<>();
        Map<String, AffineQuantizer> activations = new LinkedHashMap<>();
        for (String input : graph.networkInputs()) {
            if (parts.activations().test(input)) {
                insert(graph, input, calibration, activations);
            }
        }
        for (String name : graph.names()) {
            Layer layer = graph.layer(name);
            if ((layer instanceof Convolution || layer instanceof Dense)
                    && parts.weights().test(name)) {
                weights.put(name, quantizeWeights(graph.parameters(name)));
            }
            boolean quantized =
                    layer instanceof Convolution || layer instanceof Dense || graph.vertex(name) instanceof ResidualSum;
            if (quantized && quantizesOutputOf(name) && parts.activations().test(name)) {
                insert(graph, name, calibration, activations);
            }
        }
        if (scheme.output().probabilities() && parts.activations().test(OUTPUT)) {
            quantizeProbabilities(graph, calibration, activations);
        }
        if (weights.isEmpty() && activations.isEmpty()) {
            throw new IllegalArgumentException("The parts to quantize name nothing that this scheme quantizes;"
                    + " name layers of this network: " + graph.names() + ".");
        }
        return new QuantizedNetwork(graph.build(), weights, activations);
    }

    /** Whether the scheme quantizes the output of a layer with this name: of all but, in most schemes, the logits. */
    public boolean quantizesOutputOf(String layer) {
        return !layer.equals(LOGITS) || scheme.output().logits();
    }

    private static void requireFoldedClassifier(GraphEditor graph) {
        for (String name : graph.names()) {
            if (graph.layer(name) instanceof BatchNorm) {
                throw new IllegalArgumentException(
                        "A network is quantized after folding its batch normalisation, found '" + name
                                + "'; call BatchNormFolding.fold first.");
            }
        }
        if (!graph.networkOutputs().equals(List.of(OUTPUT))
                || !(graph.layer(OUTPUT) instanceof LossLayer)
                || !graph.inputs(OUTPUT).equals(List.of(LOGITS))) {
            throw new IllegalArgumentException(
                    "A network is quantized as a classifier whose layer 'logits' feeds a loss"
                            + " layer 'output', found outputs " + graph.networkOutputs() + ".");
        }
    }

    private AffineQuantizer quantizeWeights(Map<String, INDArray> parameters) {
        // Convolution and Dense name their weights alike.
        INDArray trained = parameters.get(Convolution.WEIGHTS);
        AffineQuantizer quantizer = AffineQuantizer.of(scheme.weightRange().estimate(trained), scheme.weightBits());
        parameters.put(Convolution.WEIGHTS, quantizer.fakeQuantize(trained));
        return quantizer;
    }

    private void insert(
            GraphEditor graph, String name, Calibration calibration, Map<String, AffineQuantizer> activations) {
        AffineQuantizer quantizer = AffineQuantizer.of(calibration.range(name), scheme.activationBits());
        graph.insertAfter(name, name + ".quantize", new FakeQuantize.Builder(quantizer).build());
        activations.put(name, quantizer);
    }

    /** The softmax moves out of the loss layer, so that a quantizer fits between the two. */
    private void quantizeProbabilities(
            GraphEditor graph, Calibration calibration, Map<String, AffineQuantizer> activations) {
        AffineQuantizer quantizer = AffineQuantizer.of(calibration.range(OUTPUT), scheme.activationBits());
        String top = graph.inputs(OUTPUT).get(0);
        graph.insertAfter(
                top,
                "probabilities",
                new ActivationLayer.Builder().activation(Activation.SOFTMAX).build());
        graph.insertAfter("probabilities", OUTPUT + ".quantize", new FakeQuantize.Builder(quantizer).build());
        graph.replaceLayer(
                OUTPUT,
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.IDENTITY)
                        .build(),
                Map.of());
        activations.put(OUTPUT, quantizer);
    }
}
