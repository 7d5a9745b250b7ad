package org.quantzoo.zoo.posttraining;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * A network that computes with quantized weights and activations, in simulation: every value lies on an integer grid.
 *
 * @param network the network; its output is the dequantized probabilities
 * @param weights the quantizer of each weight tensor, by layer name
 * @param activations the quantizer of each activation, by the name of the vertex or network input it follows
 */
public record QuantizedNetwork(
        ComputationGraph network, Map<String, AffineQuantizer> weights, Map<String, AffineQuantizer> activations) {

    public QuantizedNetwork {
        weights = Map.copyOf(weights);
        activations = Map.copyOf(activations);
    }
}
