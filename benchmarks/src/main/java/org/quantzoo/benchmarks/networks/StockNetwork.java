package org.quantzoo.benchmarks.networks;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * Builds a network from DL4J's own layers in their default layout, NCHW.
 *
 * <p>DL4J has no grouped convolution; its users split the channels, convolve each part and merge, and so does this class. A depthwise
 * convolution that is dilated fails in its library for CPUs with oneDNN, so networks with one are refused.
 */
public final class StockNetwork {
    private final GraphBuilder graph;

    private StockNetwork(GraphBuilder graph) {
        this.graph = graph;
    }

    /**
     * A network with new weights.
     *
     * @throws IllegalArgumentException where DL4J's layers cannot express it
     */
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
        } else {
            addWithoutParameters(operation, input);
        }
    }

    private void addWithoutParameters(Operation operation, String input) {
        String name = operation.name();
        if (operation instanceof Operation.Pool pool) {
            PoolingType type = pool.average() ? PoolingType.AVG : PoolingType.MAX;
            int pad = Padding.SYMMETRIC.everySide(pool.kernel(), 1);
            graph.addLayer(
                    name,
                    new SubsamplingLayer.Builder(type)
                            .kernelSize(pool.kernel(), pool.kernel())
                            .stride(pool.stride(), pool.stride())
                            .convolutionMode(ConvolutionMode.Truncate)
                            .padding(pad, pad)
                            .build(),
                    input);
        } else if (operation instanceof Operation.GlobalAverage) {
            graph.addLayer(name, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input);
        } else if (operation instanceof Operation.Concat) {
            graph.addVertex(name, new MergeVertex(), operation.inputs().toArray(String[]::new));
        } else if (operation instanceof Operation.Rectify rectify) {
            graph.addLayer(name, new ActivationLayer(activation(rectify.rectifier())), input);
        } else if (operation instanceof Operation.Crop crop) {
            graph.addLayer(name, new Cropping2D(CNN2DFormat.NCHW, crop.rows(), 0, crop.rows(), 0), input);
        } else if (operation instanceof Operation.Scale scale) {
            graph.addVertex(name, new ScaleVertex(scale.factor()), input);
        } else {
            throw new IllegalArgumentException("DL4J's layers have no counterpart of " + operation + ".");
        }
    }

    private void add(Operation.Convolution convolution, String input) {
        if (convolution.depthwise()) {
            if (convolution.dilation() > 1) {
                throw new IllegalArgumentException("DL4J's depthwise convolution fails where it is dilated, as \""
                        + convolution.name() + "\" is; compare another network.");
            }
            graph.addLayer(
                    convolution.name(),
                    placed(
                                    new DepthwiseConvolution2D.Builder(convolution.kernel(), convolution.kernel())
                                            .depthMultiplier(1),
                                    convolution)
                            .nOut(convolution.outChannels())
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
        return placed(new ConvolutionLayer.Builder(convolution.kernel(), convolution.kernel()), convolution)
                .nOut(convolution.outChannels() / groups)
                .build();
    }

    /** What all convolutions have in common; they are padded to the same size unless told otherwise. */
    private static <T extends ConvolutionLayer.BaseConvBuilder<T>> T placed(
            T builder, Operation.Convolution convolution) {
        builder.stride(convolution.stride(), convolution.stride());
        builder.dilation(convolution.dilation(), convolution.dilation());
        if (convolution.padding() == Padding.SYMMETRIC) {
            int pad = Padding.SYMMETRIC.everySide(convolution.kernel(), convolution.dilation());
            builder.convolutionMode(ConvolutionMode.Truncate);
            builder.padding(pad, pad);
        }
        builder.hasBias(convolution.bias());
        builder.activation(activation(convolution.rectifier()));
        return builder;
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
