package org.quantzoo.zoo.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Dense;

/**
 * Weights and multiply-accumulates of a network's layers, from its configuration alone (thesis Eq. 2.3, 2.4, 5.1, 5.2).
 *
 * <p>Biases and batch normalisation are not counted, as in the papers.
 *
 * @param layers the layers with weights, in topological order
 */
public record NetworkCost(List<LayerCost> layers) {

    /** The kind of a counted layer. */
    public enum Kind {
        CONVOLUTION,
        DENSE
    }

    /**
     * One layer's cost.
     *
     * @param name the vertex
     * @param weights number of weights, bias excluded
     * @param macs multiply-accumulates for one input
     */
    public record LayerCost(String name, Kind kind, long weights, long macs) {}

    /**
     * Counts a network of this package.
     *
     * @param conf the network
     * @param input the input type, for example {@code InputType.convolutional(32, 32, 3, CNN2DFormat.NHWC)}
     */
    public static NetworkCost of(ComputationGraphConfiguration conf, InputType input) {
        Map<String, InputType> types = conf.getLayerActivationTypes(input);
        List<LayerCost> costs = new ArrayList<>();
        conf.getVertices().forEach((name, vertex) -> {
            if (!(vertex instanceof LayerVertex layerVertex)) {
                return;
            }
            if (layerVertex.getLayerConf().getLayer() instanceof Convolution convolution) {
                ConvolutionGeometry geometry = convolution.geometry();
                InputTypeConvolutional output = (InputTypeConvolutional) types.get(name);
                long weights = (long) geometry.outChannels()
                        * geometry.channelsPerFilter()
                        * geometry.kernel().height()
                        * geometry.kernel().width();
                costs.add(new LayerCost(
                        name, Kind.CONVOLUTION, weights, weights * output.getHeight() * output.getWidth()));
            } else if (layerVertex.getLayerConf().getLayer() instanceof Dense dense) {
                long weights = dense.getNIn() * dense.getNOut();
                costs.add(new LayerCost(name, Kind.DENSE, weights, weights));
            }
        });
        return new NetworkCost(List.copyOf(costs));
    }

    /** Multiply-accumulates of the convolutions alone: what the thesis prints. */
    public long convolutionMacs() {
        return layers.stream()
                .filter(l -> l.kind() == Kind.CONVOLUTION)
                .mapToLong(LayerCost::macs)
                .sum();
    }

    /** Weights of the convolutions alone. */
    public long convolutionWeights() {
        return layers.stream()
                .filter(l -> l.kind() == Kind.CONVOLUTION)
                .mapToLong(LayerCost::weights)
                .sum();
    }
}
