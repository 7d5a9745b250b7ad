package org.quantzoo.zoo.layers;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.zoo.initialization.Initializer;

/** Networks small enough for numerical gradients, and data for them. */
public final class TinyNetworks {
    static final int CLASSES = 3;

    private TinyNetworks() {}

    /** Builds a classifier: what {@code body} adds between "input" and the vertex it names, then logits and softmax cross-entropy. */
    static ComputationGraph classifier(
            DataType dataType, IUpdater updater, InputType input, Function<GraphBuilder, String> body) {
        return classifier(new NeuralNetConfiguration.Builder().updater(updater), dataType, input, body);
    }

    static ComputationGraph classifier(
            NeuralNetConfiguration.Builder settings,
            DataType dataType,
            InputType input,
            Function<GraphBuilder, String> body) {
        return classifier(settings, dataType, input, CLASSES, body);
    }

    /** The same with another number of classes. */
    public static ComputationGraph classifier(
            NeuralNetConfiguration.Builder settings,
            DataType dataType,
            InputType input,
            int classes,
            Function<GraphBuilder, String> body) {
        GraphBuilder graph = settings.seed(7)
                .dataType(dataType)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(input);
        String top = body.apply(graph);
        graph.addLayer(
                        "logits",
                        new Dense.Builder()
                                .nOut(classes)
                                .initializer(Initializer.GLOROT_UNI)
                                .build(),
                        top)
                .addLayer(
                        "output",
                        new LossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "logits")
                .setOutputs("output");
        ComputationGraph network = new ComputationGraph(graph.build());
        network.init();
        return network;
    }

    /** A double network without updates, as the gradient check needs it. */
    static ComputationGraph forGradientCheck(InputType input, Function<GraphBuilder, String> body) {
        return classifier(DataType.DOUBLE, new NoOp(), input, body);
    }

    static InputType images(int height, int width, int channels) {
        return InputType.convolutional(height, width, channels, CNN2DFormat.NHWC);
    }

    /** Standard normal values, a function of the seed and the shape. */
    static INDArray normal(DataType dataType, long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        int length = 1;
        for (long size : shape) {
            length *= (int) size;
        }
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextGaussian();
        }
        return Nd4j.createFromArray(values).reshape('c', shape).castTo(dataType);
    }

    /** One-hot labels. */
    static INDArray labels(DataType dataType, int examples) {
        INDArray labels = Nd4j.zeros(dataType, examples, CLASSES);
        for (int i = 0; i < examples; i++) {
            labels.putScalar(i, i % CLASSES, 1);
        }
        return labels;
    }

    /** Gives every parameter a value of its own, so that biases, scales and shifts take part in a gradient check. */
    static void randomizeParameters(ComputationGraph network, long seed) {
        INDArray params = network.params();
        INDArray noise = normal(params.dataType(), seed, params.length()).muli(0.1);
        params.addi(noise.reshape(params.shape()));
    }
}
