package org.quantzoo.zoo.ghn;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.architectures.GraphTensor;

/**
 * Where a tensor of a network graph lives in a DL4J network.
 *
 * @param tensor the tensor in the graph
 * @param layer name of the layer in the network
 * @param key key of the parameter in the layer, for example {@code W}
 * @param layout how the layer stores it
 */
public record ParameterSlot(GraphTensor tensor, String layer, String key, TensorLayout layout) {

    /** Copies a predicted tensor of the graph's shape into the network. */
    public void write(ComputationGraph network, INDArray predicted) {
        INDArray parameter = network.getLayer(layer).getParam(key);
        parameter.assign(layout.toLayer(predicted).reshape('c', parameter.shape()));
    }

    /** The parameter of a network in the graph's shape; may be a view. */
    public INDArray read(ComputationGraph network) {
        return layout.fromLayer(network.getLayer(layer).getParam(key), tensor.shape());
    }

    /** The gradient that a network has last computed at the parameter, in the graph's shape; may be a view. */
    public INDArray readGradient(ComputationGraph network) {
        return layout.fromLayer(network.gradient().getGradientFor(layer + "_" + key), tensor.shape());
    }
}
