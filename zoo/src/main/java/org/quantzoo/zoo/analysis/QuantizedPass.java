package org.quantzoo.zoo.analysis;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;

/** The activations of a quantized network under the names of the float network's vertices. */
final class QuantizedPass {
    static final String OUTPUT = "output";
    private static final String QUANTIZED = ".quantize";

    private QuantizedPass() {}

    /**
     * Runs a batch; a vertex whose output is quantized gives what its consumers read.
     *
     * <p>At inference DL4J's activation layer writes over the array that it reads, so the quantized network's softmax leaves
     * probabilities under the name of the logits; they are read in a second pass that ends in front of it.
     */
    static Map<String, INDArray> activations(QuantizedNetwork quantized, INDArray batch) {
        ComputationGraph network = quantized.network();
        Map<String, INDArray> all = new HashMap<>(network.feedForward(batch, false));
        ComputationGraphConfiguration conf = network.getConfiguration();
        conf.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof ActivationLayer) {
                String overwritten = conf.getVertexInputs().get(name).get(0);
                all.put(overwritten, upTo(network, overwritten, batch));
            }
        });
        Map<String, INDArray> byName = new HashMap<>(all);
        quantized.activations().keySet().forEach(name -> byName.put(name, all.get(name + QUANTIZED)));
        return byName;
    }

    private static INDArray upTo(ComputationGraph network, String name, INDArray batch) {
        Layer[] layers = network.getLayers();
        int last = 0;
        while (!layers[last].conf().getLayer().getLayerName().equals(name)) {
            last++;
        }
        return network.feedForward(new INDArray[] {batch}, last, false).get(name);
    }
}
