package org.quantzoo.zoo.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.ResidualSum;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** One walk through a network in topological order that writes every vertex as ONNX nodes. */
final class NetworkTranslation {
    private final ComputationGraph network;
    private final Map<String, TensorValue> values = new LinkedHashMap<>();
    private final OnnxGraph graph = new OnnxGraph("QuantZoo");
    private final LayerTranslation layers;
    private TensorValue logits;

    NetworkTranslation(
            ComputationGraph network,
            Map<String, AffineQuantizer> weights,
            InputTypeConvolutional image,
            CNN2DFormat inputFormat) {
        this.network = network;
        this.layers = new LayerTranslation(graph, weights);
        ComputationGraphConfiguration configuration = network.getConfiguration();
        if (configuration.getNetworkInputs().size() != 1) {
            throw new IllegalArgumentException(
                    "A network is exported with one input, found " + configuration.getNetworkInputs() + ".");
        }
        declareInput(configuration.getNetworkInputs().get(0), image, inputFormat);
        for (String name : configuration.getTopologicalOrderStr()) {
            GraphVertex vertex = configuration.getVertices().get(name);
            if (vertex != null) {
                List<TensorValue> inputs = configuration.getVertexInputs().get(name).stream()
                        .map(values::get)
                        .toList();
                values.put(name, translate(name, vertex, inputs));
            }
        }
        declareOutputs(configuration.getNetworkOutputs());
    }

    Onnx.ModelProto model() {
        return graph.model();
    }

    private void declareInput(String name, InputTypeConvolutional image, CNN2DFormat format) {
        String nchw = name;
        if (format == CNN2DFormat.NCHW) {
            graph.input(name, image.getChannels(), image.getHeight(), image.getWidth());
        } else {
            graph.input(name, image.getHeight(), image.getWidth(), image.getChannels());
            nchw = graph.node("Transpose", name + "/nchw", List.of(name), OnnxGraph.attribute("perm", 0, 3, 1, 2));
        }
        values.put(name, new TensorValue(nchw, image, null));
    }

    private void declareOutputs(List<String> outputs) {
        for (String name : outputs) {
            TensorValue value = values.get(name);
            graph.output(value.name(), value.shapeOfOne());
        }
        if (logits != null) {
            graph.output(logits.name(), logits.shapeOfOne());
        }
    }

    private TensorValue translate(String name, GraphVertex vertex, List<TensorValue> inputs) {
        if (vertex instanceof ResidualSum sum) {
            return layers.sum(name, sum, inputs);
        }
        if (vertex instanceof LayerVertex layerVertex && layerVertex.getPreProcessor() == null) {
            return translate(name, layerVertex.getLayerConf().getLayer(), inputs.get(0));
        }
        throw unknown(name, vertex);
    }

    private TensorValue translate(String name, Layer layer, TensorValue input) {
        if (layer instanceof Convolution convolution) {
            return layers.convolution(name, convolution, network.getLayer(name).paramTable(), input);
        }
        if (layer instanceof BatchNorm batchNorm) {
            return layers.batchNorm(name, batchNorm, network.getLayer(name).paramTable(), input);
        }
        if (layer instanceof Dense dense) {
            return layers.dense(name, dense, network.getLayer(name).paramTable(), input);
        }
        if (layer instanceof FakeQuantize fakeQuantize) {
            return layers.quantize(name, fakeQuantize.getQuantizer(), input);
        }
        if (layer instanceof Pooling pooling) {
            return layers.pooling(name, pooling, input);
        }
        if (layer instanceof GlobalPooling pooling) {
            return layers.globalPooling(name, pooling, input);
        }
        if (layer instanceof DropoutLayer) {
            return input; // the identity at inference
        }
        if (layer instanceof LossLayer loss) {
            return activation(name, loss, loss.getActivationFn(), input);
        }
        if (layer instanceof ActivationLayer activation) {
            return activation(name, activation, activation.getActivationFn(), input);
        }
        throw unknown(name, layer);
    }

    private TensorValue activation(String name, Layer layer, IActivation function, TensorValue input) {
        if (function instanceof ActivationSoftmax && !input.isImages()) {
            logits = input;
            graph.node("Softmax", name, List.of(input.name()), OnnxGraph.number("axis", 1));
        } else if (function instanceof ActivationIdentity) {
            graph.node("Identity", name, List.of(input.name()));
        } else if (function instanceof ActivationReLU) {
            graph.node("Relu", name, List.of(input.name()));
        } else {
            throw unknown(name, layer);
        }
        return new TensorValue(name, input.type(), null);
    }

    private static IllegalArgumentException unknown(String name, Object what) {
        return new IllegalArgumentException(
                "ONNX export knows this library's layers, dropout, ReLU and a final softmax," + " found '" + name
                        + "': " + what + ".");
    }
}
