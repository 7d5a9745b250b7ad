package org.quantzoo.zoo.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.models.BlockNetwork;

/** Networks and images for the tests of this package. */
final class AnalyzedNetworks {
    private static final int SIDE = 8;

    private AnalyzedNetworks() {}

    /** Four channels and up, 8x8 images. */
    static <B extends BlockNetwork.Builder<B>> B tiny(B builder) {
        return builder.width(0.0625)
                .inputShape(3, SIDE, SIDE)
                .hiddenUnits(8)
                .updater(new Nesterovs(0.02, 0.9))
                .seed(11);
    }

    /** A network after four steps, so that batch normalisation has statistics. */
    static ComputationGraph trained(BlockNetwork description) {
        ComputationGraph network = description.init();
        labelled(4, 8).forEach(network::fit);
        return network;
    }

    /** Batches of random images with labels. */
    static List<DataSet> labelled(int batches, int size) {
        List<DataSet> data = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            INDArray labels = Nd4j.zeros(size, 10);
            for (int j = 0; j < size; j++) {
                labels.putScalar(j, (j + i) % 10, 1);
            }
            data.add(new DataSet(images(size, i), labels));
        }
        return data;
    }

    static INDArray images(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count * SIDE * SIDE * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(values).reshape('c', count, SIDE, SIDE, 3);
    }

    /**
     * A network whose numbers can be followed on paper: images of one pixel with two channels, a 1x1 convolution with weights
     * (1, 0) and (0.5, -2) and a rectifier, and the identity as classifier.
     */
    static ComputationGraph onPaper() {
        ComputationGraph network = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(1, 1, 2, CNN2DFormat.NHWC))
                .addLayer(
                        "conv",
                        new Convolution.Builder(1, 1)
                                .nOut(2)
                                .hasBias(false)
                                .rectifier(Rectifier.RELU)
                                .build(),
                        "input")
                .addLayer("logits", new Dense.Builder().nOut(2).hasBias(false).build(), "conv")
                .addLayer(
                        "output",
                        new LossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "logits")
                .setOutputs("output")
                .build());
        network.init();
        network.getLayer("conv")
                .getParam("W")
                .assign(Nd4j.createFromArray(new float[] {1, 0, 0.5f, -2}).reshape('c', 2, 2, 1, 1));
        network.getLayer("logits").getParam("W").assign(Nd4j.eye(2));
        return network;
    }

    /** Pixels for {@link #onPaper}, one image a row. */
    static INDArray pixels(float[]... rows) {
        return Nd4j.createFromArray(rows).reshape('c', rows.length, 1, 1, 2);
    }
}
