package org.quantzoo.zoo.integer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;
import org.quantzoo.zoo.layers.onednn.IntegerProgram;
import org.quantzoo.zoo.layers.onednn.IntegerProgramBuilder;
import org.quantzoo.zoo.layers.onednn.IntegerTensor;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** One walk through a quantized network in topological order that writes every vertex into an integer program. */
final class IntegerTranslation {
    private final LayerConstants constants;
    private final ComputationGraphConfiguration configuration;
    private final IntegerProgramBuilder builder;
    private final Map<String, IntegerTensor> values = new LinkedHashMap<>();
    private final Map<String, IntegerTensor> quantizedActivations = new LinkedHashMap<>();
    private final boolean splits;
    private boolean whole;

    private IntegerTranslation(QuantizedNetwork quantized, IntegerProgramBuilder builder, boolean splits) {
        this.constants = new LayerConstants(quantized);
        this.configuration = quantized.network().getConfiguration();
        this.builder = builder;
        this.splits = splits;
    }

    /**
     * A program and the activations that both it and the simulated network quantize.
     *
     * @param activations by the name of the fake-quantize vertex
     */
    record Translated(IntegerProgram program, Map<String, IntegerTensor> activations) {}

    /**
     * Compiles a network for images of one shape.
     *
     * @param shape batch, height, width, channels
     * @param keepAll whether activations can be read afterwards
     */
    static Translated translate(QuantizedNetwork network, int[] shape, int threads, boolean keepAll) {
        int piece = keepAll ? shape[0] : BatchPieces.size(shape[0], threads);
        int pieces = shape[0] / piece;
        try (IntegerProgramBuilder builder = new IntegerProgramBuilder(piece, pieces, threads, keepAll)) {
            IntegerTranslation translation = new IntegerTranslation(network, builder, pieces > 1);
            IntegerTensor output = translation.walk(shape);
            return new Translated(builder.build(output), Map.copyOf(translation.quantizedActivations));
        }
    }

    private IntegerTensor walk(int[] shape) {
        if (configuration.getNetworkInputs().size() != 1
                || configuration.getNetworkOutputs().size() != 1) {
            throw new IllegalArgumentException("Integer execution needs one input and one output, found "
                    + configuration.getNetworkInputs() + " and " + configuration.getNetworkOutputs() + ".");
        }
        values.put(configuration.getNetworkInputs().get(0), builder.input(shape[1], shape[2], shape[3]));
        List<String> order = configuration.getTopologicalOrderStr();
        for (int i = 0; i < order.size(); i++) {
            String name = order.get(i);
            GraphVertex vertex = configuration.getVertices().get(name);
            if (vertex != null && !values.containsKey(name)) {
                startWholeBatch(vertex, order.subList(i, order.size()));
                translate(name, vertex);
            }
        }
        String output = configuration.getNetworkOutputs().get(0);
        return builder.dequantize(output, values.get(output));
    }

    /** Dense layers read their weights once a call: they take the whole batch, if nothing else is needed from before them. */
    private void startWholeBatch(GraphVertex vertex, List<String> rest) {
        if (!splits || whole || !(layer(vertex) instanceof Dense)) {
            return;
        }
        String input = configuration.getVertexInputs().get(rest.get(0)).get(0);
        IntegerTensor joint = values.get(input);
        boolean alone = rest.stream()
                .flatMap(name -> configuration.getVertexInputs().get(name).stream())
                .map(values::get)
                .allMatch(value -> value == null || value == joint);
        if (alone) {
            whole = true;
            IntegerTensor all = builder.wholeBatch(joint);
            values.replaceAll((name, value) -> value == joint ? all : value);
        }
    }

    private static Layer layer(GraphVertex vertex) {
        return vertex instanceof LayerVertex layer && layer.getPreProcessor() == null
                ? layer.getLayerConf().getLayer()
                : null;
    }

    private void translate(String name, GraphVertex vertex) {
        List<IntegerTensor> inputs = configuration.getVertexInputs().get(name).stream()
                .map(values::get)
                .toList();
        Layer layer = layer(vertex);
        if (vertex instanceof ResidualSum sum) {
            sum(name, sum, inputs);
        } else if (layer instanceof Convolution convolution) {
            convolution(name, convolution, inputs.get(0));
        } else if (layer instanceof Dense dense) {
            dense(name, dense, inputs.get(0));
        } else if (layer instanceof FakeQuantize quantize) {
            AffineQuantizer quantizer = LayerConstants.eightBits(name, quantize.getQuantizer());
            IntegerTensor real = builder.dequantize(name, inputs.get(0));
            IntegerTensor levels = builder.quantize(name, real, quantizer);
            values.put(name, levels);
            quantizedActivations.put(name, levels);
        } else if (layer instanceof Pooling pooling) {
            values.put(name, builder.pooling(name, inputs.get(0), pooling.geometry()));
        } else if (layer instanceof GlobalPooling pooling) {
            values.put(name, builder.globalPooling(name, inputs.get(0), pooling.getMode()));
        } else if (layer instanceof DropoutLayer) {
            values.put(name, inputs.get(0)); // the identity at inference
        } else if (layer instanceof LossLayer loss) {
            activation(name, loss, loss.getActivationFn(), inputs.get(0));
        } else if (layer instanceof ActivationLayer activation) {
            activation(name, activation, activation.getActivationFn(), inputs.get(0));
        } else {
            throw unknown(name, layer == null ? vertex : layer);
        }
    }

    private void convolution(String name, Convolution layer, IntegerTensor x) {
        AffineQuantizer quantizer = constants.weightQuantizer(name);
        requireLevels(name, x);
        String result = name;
        Rectifier rectifier = layer.getRectifier();
        LayerConstants.Rescaling rescaling = constants.rescaling(name, quantizer);
        Optional<String> normalisation = normalisationBehind(name, layer);
        if (normalisation.isPresent()) {
            result = normalisation.get();
            BatchNorm batchNorm = (BatchNorm) layer(configuration.getVertices().get(result));
            rectifier = batchNorm.getRectifier();
            rescaling = constants.rescaling(name, quantizer, result, batchNorm);
        }
        IntegerTensor y = builder.convolution(
                name,
                x,
                layer.geometry(),
                constants.weights(name, quantizer),
                rescaling.weightScales(),
                rescaling.bias(),
                rectifier,
                quantizerBehind(result));
        put(result, y);
    }

    /** The batch normalisation that alone reads the sums of a convolution, if there is one: it is part of their rescaling. */
    private Optional<String> normalisationBehind(String name, Convolution layer) {
        List<String> consumers = consumers(name);
        return layer.getRectifier() == Rectifier.NONE
                        && consumers.size() == 1
                        && layer(configuration.getVertices().get(consumers.get(0))) instanceof BatchNorm
                ? Optional.of(consumers.get(0))
                : Optional.empty();
    }

    private void dense(String name, Dense layer, IntegerTensor x) {
        int outputs = Math.toIntExact(layer.getNOut());
        float[] bias = constants.reals(name, Dense.BIAS);
        if (x.isInteger() && constants.hasQuantizedWeights(name)) {
            AffineQuantizer weights = constants.weightQuantizer(name);
            IntegerTensor y = builder.dense(
                    name,
                    x,
                    outputs,
                    constants.weights(name, weights),
                    weights.scale(),
                    bias,
                    layer.getRectifier(),
                    quantizerBehind(name));
            put(name, y);
            return;
        }
        float[] weights = constants.reals(name, Dense.WEIGHTS);
        IntegerTensor real = builder.dequantize(name, x);
        values.put(name, builder.realDense(name, real, outputs, weights, bias, layer.getRectifier()));
    }

    private void sum(String name, ResidualSum sum, List<IntegerTensor> inputs) {
        inputs.forEach(input -> requireLevels(name, input));
        AffineQuantizer quantizer = quantizerBehind(name);
        if (quantizer == null) {
            throw new IllegalArgumentException("Integer execution needs quantized sums, found '" + name
                    + "' in floating point; quantize all parts of the network or run the simulated one.");
        }
        put(name, builder.sum(name, inputs.get(0), inputs.get(1), sum.getRectifier(), quantizer));
    }

    /** Takes a result for that of its vertex and, where it is quantized already, for that of the quantizer behind it. */
    private void put(String name, IntegerTensor result) {
        values.put(name, result);
        if (result.isInteger()) {
            String quantizer = consumers(name).get(0);
            values.put(quantizer, result);
            quantizedActivations.put(quantizer, result);
        }
    }

    private void activation(String name, Layer layer, IActivation function, IntegerTensor x) {
        if (function instanceof ActivationIdentity) {
            values.put(name, x);
        } else if (function instanceof ActivationSoftmax && x.height() == 1 && x.width() == 1) {
            values.put(name, builder.softmax(name, builder.dequantize(name, x)));
        } else {
            throw unknown(name, layer);
        }
    }

    /** The quantizer that alone reads a vertex, or null. */
    private AffineQuantizer quantizerBehind(String name) {
        List<String> consumers = consumers(name);
        return consumers.size() == 1
                        && layer(configuration.getVertices().get(consumers.get(0))) instanceof FakeQuantize quantize
                ? LayerConstants.eightBits(consumers.get(0), quantize.getQuantizer())
                : null;
    }

    private List<String> consumers(String name) {
        List<String> consumers = new ArrayList<>();
        configuration.getVertexInputs().forEach((vertex, inputs) -> {
            if (inputs.contains(name)) {
                consumers.add(vertex);
            }
        });
        if (configuration.getNetworkOutputs().contains(name)) {
            consumers.add("the network's output");
        }
        return consumers;
    }

    private static void requireLevels(String name, IntegerTensor x) {
        if (!x.isInteger()) {
            throw new IllegalArgumentException("Integer execution needs quantized activations, but '" + name
                    + "' reads some in floating point; quantize all parts of the network or run the simulated one.");
        }
    }

    private static IllegalArgumentException unknown(String name, Object what) {
        return new IllegalArgumentException(
                "Integer execution knows convolutions, batch normalisation directly behind them,"
                        + " dense layers, pooling, residual sums, dropout and a final softmax, found '" + name + "': "
                        + what
                        + "; run the simulated network.");
    }
}
