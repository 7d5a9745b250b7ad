package org.quantzoo.zoo.posttraining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.BatchQuantizer;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.layers.QuantizedConvolution;
import org.quantzoo.zoo.layers.QuantizedDense;
import org.quantzoo.zoo.layers.Rectification;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.Range;
import org.quantzoo.zoo.quantization.RangeEstimator;

/**
 * Training of a network whose weights and activations lie on integer grids, with straight-through gradients (Jacob et al. 2018,
 * section 3, but for batch normalisation).
 *
 * <p>Batch normalisation is not folded: it stays behind the convolution as one multiplication and one addition a channel, in float
 * or in the rescaling of an integer engine. So the weights of a convolution share one grid while each of its channels keeps a scale
 * of its own, without which 4 bits do not suffice for depthwise filters. Quantized are the weights of every convolution and dense
 * layer, with the range of the tensor in each pass; the output of every normalisation, of every convolution that none follows, of
 * every hidden dense layer and residual sum, behind the rectifier, with ranges observed on samples; and the network input, to 8
 * bits, which images have. Logits and biases are float.
 */
public final class QuantizationAwareTraining {
    private static final int INPUT_BITS = 8;
    private static final String QUANTIZE = ".quantize";
    private static final String RECTIFIED = ".rectified";
    private static final String LOGITS = "logits";

    private final int weightBits;
    private final int activationBits;
    private final double clippedPercent;

    /**
     * A way of training.
     *
     * @param weightBits 2 to 16
     * @param activationBits 2 to 16
     * @param clippedPercent percent of the values of each weight tensor that are clamped at each end before training begins, 0 to
     *     below 50: few large weights would make the grid coarse for all
     */
    public QuantizationAwareTraining(int weightBits, int activationBits, double clippedPercent) {
        // Their own checks, made once.
        weights(weightBits);
        weights(activationBits);
        if (!(clippedPercent >= 0 && clippedPercent < 50)) {
            throw new IllegalArgumentException(
                    "Weights are clamped by 0 to below 50 percent at each end, found " + clippedPercent + ".");
        }
        this.weightBits = weightBits;
        this.activationBits = activationBits;
        this.clippedPercent = clippedPercent;
    }

    private static BatchQuantizer weights(int bits) {
        return new BatchQuantizer(bits, BatchQuantizer.Model.ROUNDING, 0, GradientConvention.CLIP_AWARE, 0);
    }

    /**
     * The quantized form of a trained network, which can be trained; it has DL4J's default optimiser.
     *
     * @param trained a network of this library, with batch normalisation or without
     * @param samples training inputs in batches, for ranges of activations
     * @param ranges the range rule of activations
     */
    public ComputationGraph prepare(ComputationGraph trained, List<INDArray> samples, RangeEstimator ranges) {
        Calibration calibration = Calibration.observe(trained, samples, ranges);
        GraphEditor graph = GraphEditor.of(trained);
        for (String input : graph.networkInputs()) {
            quantize(graph, input, input, calibration.range(input), INPUT_BITS);
        }
        for (String name : graph.names()) {
            Layer layer = graph.layer(name);
            if (layer instanceof Convolution convolution) {
                clamp(graph, name);
                Convolution linear = convolution.withInputGradient().withRectifier(Rectifier.NONE);
                replace(graph, name, new QuantizedConvolution.Builder(linear, weights(weightBits)).build());
                String top = rectify(graph, name, convolution.getRectifier());
                if (!isNormalised(graph, top)) {
                    quantize(graph, top, name, calibration.range(name), activationBits);
                }
            } else if (layer instanceof Dense dense) {
                clamp(graph, name);
                replace(
                        graph,
                        name,
                        new QuantizedDense.Builder(linear(dense, Rectifier.NONE), weights(weightBits)).build());
                String top = rectify(graph, name, dense.getRectifier());
                if (!name.equals(LOGITS)) {
                    quantize(graph, top, name, calibration.range(name), activationBits);
                }
            } else if (layer instanceof BatchNorm || graph.vertex(name) instanceof ResidualSum) {
                quantize(graph, name, name, calibration.range(name), activationBits);
            }
        }
        return graph.build();
    }

    /** Inserts a layer's rectifier behind it; returns the name of the rectified value. */
    private static String rectify(GraphEditor graph, String name, Rectifier rectifier) {
        if (rectifier == Rectifier.NONE) {
            return name;
        }
        graph.insertAfter(name, name + RECTIFIED, new Rectification.Builder(rectifier).build());
        return name + RECTIFIED;
    }

    /** The reverse of {@link #rectify}: removes what it inserted. */
    private static Rectifier takeRectifier(GraphEditor graph, String name) {
        if (graph.layer(name + RECTIFIED) instanceof Rectification rectification) {
            graph.bypass(name + RECTIFIED);
            return rectification.getRectifier();
        }
        return Rectifier.NONE;
    }

    /** Whether batch normalisation alone reads a value, whose own output is quantized. */
    private static boolean isNormalised(GraphEditor graph, String name) {
        List<String> consumers = graph.consumers(name);
        return !consumers.isEmpty()
                && consumers.stream().allMatch(consumer -> graph.layer(consumer) instanceof BatchNorm);
    }

    private void clamp(GraphEditor graph, String name) {
        if (clippedPercent > 0) {
            INDArray values = graph.parameters(name).get(Convolution.WEIGHTS);
            Range range = new RangeEstimator.Percentile(clippedPercent, 100 - clippedPercent).estimate(values);
            values.assign(Transforms.min(Transforms.max(values, range.min()), range.max()));
        }
    }

    private static void replace(GraphEditor graph, String name, Layer layer) {
        graph.replaceLayer(name, layer, new LinkedHashMap<>(graph.parameters(name)));
    }

    private static Dense linear(Dense dense, Rectifier rectifier) {
        return new Dense.Builder()
                .nIn(dense.getNIn())
                .nOut(dense.getNOut())
                .hasBias(dense.isHasBias())
                .initializer(dense.getInitializer())
                .rectifier(rectifier)
                .build();
    }

    private static void quantize(GraphEditor graph, String after, String name, Range range, int bits) {
        graph.insertAfter(after, name + QUANTIZE, new FakeQuantize.Builder(AffineQuantizer.of(range, bits)).build());
    }

    /**
     * Observes the ranges of a prepared network's activations anew, as training moves them; its next pass uses them.
     *
     * @param prepared made by {@link #prepare}
     * @param samples training inputs in batches
     * @param ranges the range rule of activations
     */
    public static void observeRanges(ComputationGraph prepared, List<INDArray> samples, RangeEstimator ranges) {
        Calibration calibration = Calibration.observe(prepared, samples, ranges);
        GraphEditor graph = GraphEditor.of(prepared);
        for (String name : graph.names()) {
            if (graph.layer(name) instanceof FakeQuantize) {
                FakeQuantize layer =
                        (FakeQuantize) prepared.getLayer(name).conf().getLayer();
                Range range = calibration.range(graph.inputs(name).get(0));
                layer.setQuantizer(
                        AffineQuantizer.of(range, layer.getQuantizer().bits()));
            }
        }
    }

    /**
     * The quantized network that a prepared one computes at inference, with its weights on their grids.
     *
     * @param prepared made by {@link #prepare}, trained or not
     */
    public static QuantizedNetwork freeze(ComputationGraph prepared) {
        GraphEditor graph = GraphEditor.of(prepared);
        Map<String, AffineQuantizer> weights = new LinkedHashMap<>();
        Map<String, AffineQuantizer> activations = new LinkedHashMap<>();
        for (String name : graph.names()) {
            Layer layer = graph.layer(name);
            if (layer instanceof QuantizedConvolution convolution) {
                weights.put(name, freeze(graph, name, convolution.getWeightQuantizer()));
                replace(graph, name, convolution.getConvolution().withRectifier(takeRectifier(graph, name)));
            } else if (layer instanceof QuantizedDense dense) {
                weights.put(name, freeze(graph, name, dense.getWeightQuantizer()));
                replace(graph, name, linear(dense.getDense(), takeRectifier(graph, name)));
            } else if (layer instanceof FakeQuantize fakeQuantize) {
                activations.put(name.substring(0, name.length() - QUANTIZE.length()), fakeQuantize.getQuantizer());
            }
        }
        return new QuantizedNetwork(graph.build(), weights, activations);
    }

    private static AffineQuantizer freeze(GraphEditor graph, String name, BatchQuantizer settings) {
        INDArray trained = graph.parameters(name).get(Convolution.WEIGHTS);
        AffineQuantizer quantizer = AffineQuantizer.of(settings.rangeEstimator().estimate(trained), settings.bits());
        graph.parameters(name).put(Convolution.WEIGHTS, quantizer.fakeQuantize(trained));
        return quantizer;
    }
}
