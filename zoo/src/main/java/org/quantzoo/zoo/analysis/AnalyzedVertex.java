package org.quantzoo.zoo.analysis;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.ResidualSum;

/**
 * A vertex whose output, and weights where it has any, the post-training quantizer quantizes.
 *
 * @param index place in forward order, 0 for the network's input
 * @param name the vertex or network input
 * @param kind what it is
 */
record AnalyzedVertex(int index, String name, LayerKind kind) {

    /** All of a network's, in forward order. */
    static List<AnalyzedVertex> of(ComputationGraph network) {
        ComputationGraphConfiguration conf = network.getConfiguration();
        List<AnalyzedVertex> vertices = new ArrayList<>();
        for (String name : conf.getTopologicalOrderStr()) {
            LayerKind kind = kind(conf.getVertices().get(name));
            if (kind != null) {
                vertices.add(new AnalyzedVertex(vertices.size(), name, kind));
            }
        }
        return List.copyOf(vertices);
    }

    /** The axis of output channels in the weights: OIHW convolutions, [in, out] dense layers. */
    int weightChannelAxis() {
        return kind == LayerKind.DENSE ? 1 : 0;
    }

    private static LayerKind kind(GraphVertex vertex) {
        if (vertex == null) {
            return LayerKind.INPUT; // network inputs are in the order of vertices without being vertices
        }
        if (vertex instanceof ResidualSum) {
            return LayerKind.SUM;
        }
        Layer layer = vertex instanceof LayerVertex layerVertex
                ? layerVertex.getLayerConf().getLayer()
                : null;
        if (layer instanceof Convolution convolution) {
            return kind(convolution.geometry());
        }
        return layer instanceof Dense ? LayerKind.DENSE : null;
    }

    private static LayerKind kind(ConvolutionGeometry geometry) {
        if (geometry.isDepthwise()) {
            return LayerKind.DEPTHWISE_CONVOLUTION;
        }
        return geometry.groups() > 1 ? LayerKind.GROUP_CONVOLUTION : LayerKind.CONVOLUTION;
    }
}
