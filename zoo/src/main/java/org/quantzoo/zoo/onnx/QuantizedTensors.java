package org.quantzoo.zoo.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** Weights, biases and activations between integers and reals, as ONNX constants and nodes. */
final class QuantizedTensors {
    private static final int LARGEST_LEVEL = 255;

    private final OnnxGraph graph;
    private final Map<String, AffineQuantizer> weightQuantizers;

    QuantizedTensors(OnnxGraph graph, Map<String, AffineQuantizer> weightQuantizers) {
        this.graph = graph;
        this.weightQuantizers = weightQuantizers;
    }

    /** The weights of a layer: float32, or uint8 and a DequantizeLinear. */
    String weights(String layer, INDArray weights) {
        String name = layer + "/W";
        AffineQuantizer quantizer = weightQuantizers.get(layer);
        if (quantizer == null) {
            return graph.floats(name, weights.shape(), weights.dup('c').data().asFloat());
        }
        requireUint8(layer, quantizer);
        int[] levels = quantizer.quantize(weights).data().asInt();
        if (isDegenerate(quantizer)) {
            Arrays.fill(levels, quantizer.zeroPoint());
        }
        return dequantize(name, graph.levels(name + "/levels", weights.shape(), levels), quantizer);
    }

    /**
     * The bias of a layer: int32 in units of input scale times weight scale where both are 8-bit grids and every value fits, else
     * float32. Runtimes need the former to compute the layer in integers; on coarser grids its rounding would show.
     *
     * @param inputGrid the quantizer of the layer's input, or null
     */
    String bias(String layer, INDArray bias, AffineQuantizer inputGrid) {
        String name = layer + "/b";
        float[] values = bias.dup('c').data().asFloat();
        long[] shape = {values.length};
        AffineQuantizer weights = weightQuantizers.get(layer);
        float scale = isUint8(weights) && isUint8(inputGrid) ? (float) weights.scale() * (float) inputGrid.scale() : 0;
        int[] integers = scale > 0 ? integers(values, scale) : null;
        if (integers == null) {
            return graph.floats(name, shape, values);
        }
        return graph.node(
                "DequantizeLinear",
                name,
                List.of(
                        graph.integers(name + "/integers", shape, integers),
                        graph.scalar(name + "/scale", scale),
                        graph.scalar(name + "/zero_point", 0)));
    }

    /** The multiples of a scale that are nearest to the values, or null if one does not fit into 32 bits. */
    private static int[] integers(float[] values, float scale) {
        int[] integers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            double steps = Math.rint(values[i] / (double) scale);
            if (Math.abs(steps) > Integer.MAX_VALUE) {
                return null;
            }
            integers[i] = (int) steps;
        }
        return integers;
    }

    /** QuantizeLinear, clipping where uint8 has more levels than the quantizer, and DequantizeLinear. */
    void quantizeDequantize(String name, AffineQuantizer quantizer, String input) {
        requireUint8(name, quantizer);
        String levels = graph.node(
                "QuantizeLinear",
                name + "/levels",
                List.of(
                        input,
                        graph.scalar(name + "/quantize/scale", scale(quantizer)),
                        graph.level(name + "/quantize/zero_point", quantizer.zeroPoint())));
        int highest = isDegenerate(quantizer) ? quantizer.zeroPoint() : quantizer.maxLevel();
        if (highest < LARGEST_LEVEL) {
            int lowest = isDegenerate(quantizer) ? quantizer.zeroPoint() : 0;
            levels = graph.node(
                    "Clip",
                    name + "/clipped",
                    List.of(levels, graph.level(name + "/lowest", lowest), graph.level(name + "/highest", highest)));
        }
        dequantize(name, levels, quantizer);
    }

    private String dequantize(String name, String levels, AffineQuantizer quantizer) {
        return graph.node(
                "DequantizeLinear",
                name,
                List.of(
                        levels,
                        graph.scalar(name + "/scale", scale(quantizer)),
                        graph.level(name + "/zero_point", quantizer.zeroPoint())));
    }

    /** ONNX divides by the scale; a degenerate quantizer, whose only value is 0, takes any. */
    private static float scale(AffineQuantizer quantizer) {
        return isDegenerate(quantizer) ? 1 : (float) quantizer.scale();
    }

    /** Whether the step between two levels is 0 in float32, so that 0 is the only value. */
    private static boolean isDegenerate(AffineQuantizer quantizer) {
        return (float) quantizer.scale() == 0;
    }

    private static boolean isUint8(AffineQuantizer quantizer) {
        return quantizer != null && quantizer.maxLevel() == LARGEST_LEVEL;
    }

    private static void requireUint8(String name, AffineQuantizer quantizer) {
        if (quantizer.maxLevel() > LARGEST_LEVEL) {
            throw new IllegalArgumentException("ONNX export quantizes to at most 8 bits, found " + quantizer.bits()
                    + " bits at '" + name + "'; quantize to 8 bits or export the float network.");
        }
    }
}
