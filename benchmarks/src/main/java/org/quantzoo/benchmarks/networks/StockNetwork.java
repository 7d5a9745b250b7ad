package org.quantzoo.benchmarks.networks;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * Builds a network from DL4J's own layers in their default layout, NCHW.
 *
 * <p>DL4J has no grouped convolution; its users split the channels, convolve each part and merge, and so does this class.
 */
public final class StockNetwork {
    private final GraphBuilder graph;

    private StockNetwork(GraphBuilder graph) {
        this.graph = graph;
    }

    /** A network with new weights. */
    public static ComputationGraph of(NetworkDescription network) {
        ComputationGraph stock = new ComputationGraph(configuration(network));
        stock.init();
        return stock;
    }

    private static ComputationGraphConfiguration configuration(NetworkDescription network) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Nesterovs(BenchmarkNetwork.LEARNING_RATE, BenchmarkNetwork.MOMENTUM))
                .weightInit(WeightInit.XAVIER_UNIFORM)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs(NetworkDescription.INPUT)
                .setInputTypes(InputType.convolutional(
                        network.height(), network.width(), network.channels(), CNN2DFormat.NCHW));
        StockNetwork builder = new StockNetwork(graph);
        int last = network.operations().size() - 1;
        network.operations().subList(0, last).forEach(builder::add);
        Operation.Dense logits = (Operation.Dense) network.operations().get(last);
        graph.addLayer(
                logits.name(),
                new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(logits.units())
                        .activation(Activation.SOFTMAX)
                        .build(),
                logits.inputs().get(0));
        return graph.setOutputs(logits.name()).build();
    }

    private void add(Operation operation) {
        String input = operation.inputs().get(0);
        if (operation instanceof Operation.Convolution convolution) {
            add(convolution, input);
        } else if (operation instanceof Operation.BatchNorm norm) {
            String normalised = named(norm.name(), norm.rectifier());
            graph.addLayer(
                    normalised,
                    new BatchNormalization.Builder()
                            .eps(norm.epsilon())
                            .decay(norm.momentum())
                            .build(),
                    input);
            rectify(norm.name(), norm.rectifier(), normalised);
        } else if (operation instanceof Operation.Dense dense) {
            graph.addLayer(
                    dense.name(),
                    new DenseLayer.Builder()
                            .nOut(dense.units())
                            .activation(activation(dense.rectifier()))
                            .build(),
                    input);
        } else if (operation instanceof Operation.Sum sum) {
            String added = named(sum.name(), sum.rectifier());
            graph.addVertex(
                    added,
                    new ElementWiseVertex(ElementWiseVertex.Op.Add),
                    sum.inputs().toArray(String[]::new));
            rectify(sum.name(), sum.rectifier(), added);
        } else if (operation instanceof Operation.Dropout dropout) {
            graph.addLayer(dropout.name(), new DropoutLayer(1 - dropout.probability()), input);
        }
    }

    private void add(Operation.Convolution convolution, String input) {
        if (convolution.depthwise()) {
            graph.addLayer(
                    convolution.name(),
                    new DepthwiseConvolution2D.Builder(convolution.kernel(), convolution.kernel())
                            .stride(convolution.stride(), convolution.stride())
                            .depthMultiplier(1)
                            .nOut(convolution.outChannels())
                            .hasBias(convolution.bias())
                            .activation(activation(convolution.rectifier()))
                            .build(),
                    input);
        } else if (convolution.groups() == 1) {
            graph.addLayer(convolution.name(), dense(convolution, 1), input);
        } else {
            int groups = convolution.groups();
            int share = convolution.inChannels() / groups;
            String[] parts = IntStream.range(0, groups)
                    .mapToObj(g -> {
                        String part = convolution.name() + ".group" + g;
                        graph.addVertex(part + ".channels", new ChannelRange(g * share, (g + 1) * share - 1), input);
                        graph.addLayer(part, dense(convolution, groups), part + ".channels");
                        return part;
                    })
                    .toArray(String[]::new);
            graph.addVertex(convolution.name(), new MergeVertex(), parts);
        }
    }

    private static ConvolutionLayer dense(Operation.Convolution convolution, int groups) {
        return new ConvolutionLayer.Builder(convolution.kernel(), convolution.kernel())
                .stride(convolution.stride(), convolution.stride())
                .nOut(convolution.outChannels() / groups)
                .hasBias(convolution.bias())
                .activation(activation(convolution.rectifier()))
                .build();
    }

    /** DL4J's batch normalisation and sum apply no activation function: a layer of its own follows. */
    private void rectify(String name, Rectifier rectifier, String input) {
        if (rectifier != Rectifier.NONE) {
            graph.addLayer(name, new ActivationLayer(activation(rectifier)), input);
        }
    }

    private static String named(String name, Rectifier rectifier) {
        return rectifier == Rectifier.NONE ? name : name + ".linear";
    }

    private static Activation activation(Rectifier rectifier) {
        return switch (rectifier) {
            case NONE -> Activation.IDENTITY;
            case RELU -> Activation.RELU;
            case RELU6 -> Activation.RELU6;
        };
    }
}
