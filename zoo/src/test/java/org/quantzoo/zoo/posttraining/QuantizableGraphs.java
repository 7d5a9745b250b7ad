package org.quantzoo.zoo.posttraining;

import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.TinyNetworks;

/** Classifiers around a few layers under test, as the quantizers, integer execution and the ONNX exporter take them. */
public final class QuantizableGraphs {

    private QuantizableGraphs() {}

    /**
     * An initialised classifier.
     *
     * @param body adds layers behind the vertex "input" and returns the name of the last
     */
    public static ComputationGraph classifier(InputType input, int classes, Function<GraphBuilder, String> body) {
        return TinyNetworks.classifier(new NeuralNetConfiguration.Builder(), DataType.FLOAT, input, classes, body);
    }

    /** Trains a network of ten classes for a few steps, so that biases and running statistics are no longer at their initial values. */
    public static ComputationGraph withStatistics(ComputationGraph network, INDArray images) {
        INDArray labels = Nd4j.zeros(images.size(0), 10);
        for (int i = 0; i < images.size(0); i++) {
            labels.putScalar(i, i % 10, 1);
        }
        for (int step = 0; step < 3; step++) {
            network.fit(new DataSet(images, labels));
        }
        return network;
    }
}
