package org.quantzoo.zoo.models;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;

/**
 * Appends the operations of a block to a graph configuration, with the conventions all families share: convolution, then batch
 * normalisation carrying the rectifier where the network has it, else a bias and the rectifier in the convolution itself.
 *
 * <p>Every method returns the name of the vertex that holds the operation's result.
 */
final class GraphWriter {
    private final GraphBuilder graph;
    private final boolean batchNorm;
    private final FanConvention fanConvention;

    GraphWriter(GraphBuilder graph, boolean batchNorm, FanConvention fanConvention) {
        this.graph = graph;
        this.batchNorm = batchNorm;
        this.fanConvention = fanConvention;
    }

    /** What one convolution looks like inside a block. */
    record Conv(int outChannels, int kernel, int stride, int groups, Initializer initializer, Rectifier rectifier) {

        static Conv spatial(int outChannels, int stride, int groups, Initializer initializer, Rectifier rectifier) {
            return new Conv(outChannels, 3, stride, groups, initializer, rectifier);
        }

        static Conv pointwise(int outChannels, Initializer initializer, Rectifier rectifier) {
            return new Conv(outChannels, 1, 1, 1, initializer, rectifier);
        }
    }

    String convolution(String name, Conv conv, String input) {
        graph.addLayer(
                name,
                new Convolution.Builder(conv.kernel(), conv.kernel())
                        .nOut(conv.outChannels())
                        .stride(conv.stride(), conv.stride())
                        .groups(conv.groups())
                        .hasBias(!batchNorm)
                        // Nothing below the network's input needs a gradient.
                        .inputGradient(!input.equals(BlockNetwork.INPUT))
                        .rectifier(batchNorm ? Rectifier.NONE : conv.rectifier())
                        .initializer(conv.initializer())
                        .fanConvention(fanConvention)
                        .build(),
                input);
        if (!batchNorm) {
            return name;
        }
        String normalised = name + ".bn";
        graph.addLayer(
                normalised, new BatchNorm.Builder().rectifier(conv.rectifier()).build(), name);
        return normalised;
    }

    String sum(String name, Rectifier rectifier, String first, String second) {
        graph.addVertex(name, new ResidualSum(rectifier), first, second);
        return name;
    }

    String maxPooling(String name, int size, String input) {
        graph.addLayer(
                name,
                new Pooling.Builder(PoolingGeometry.Mode.MAX)
                        .kernel(size, size)
                        .stride(size, size)
                        .build(),
                input);
        return name;
    }

    String globalPooling(String name, PoolingGeometry.Mode mode, String input) {
        graph.addLayer(name, new GlobalPooling.Builder(mode).build(), input);
        return name;
    }

    /** Two hidden dense layers with dropout, and a softmax classifier with cross-entropy loss; always Glorot Uniform. */
    void classifier(int hidden, int classes, double dropout, String input) {
        String top = input;
        for (int i = 1; i <= 2; i++) {
            top = dense("dense" + i, hidden, Rectifier.RELU, top);
            if (dropout > 0) {
                // DL4J's argument is the probability of keeping a value.
                graph.addLayer("dropout" + i, new DropoutLayer(1 - dropout), top);
                top = "dropout" + i;
            }
        }
        dense("logits", classes, Rectifier.NONE, top);
        graph.addLayer(
                "output",
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build(),
                "logits");
        graph.setOutputs("output");
    }

    private String dense(String name, int units, Rectifier rectifier, String input) {
        graph.addLayer(
                name,
                new Dense.Builder()
                        .nOut(units)
                        .rectifier(rectifier)
                        .initializer(Initializer.GLOROT_UNI)
                        .build(),
                input);
        return name;
    }
}
