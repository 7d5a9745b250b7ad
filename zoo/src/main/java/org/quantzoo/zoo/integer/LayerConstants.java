package org.quantzoo.zoo.integer;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.BatchNormParameters;

/** The parameters of a quantized network's layers in the form that integer arithmetic takes. */
final class LayerConstants {
    // Convolutions and dense layers name their weights alike.
    private static final String WEIGHTS = Convolution.WEIGHTS;

    private final QuantizedNetwork quantized;

    LayerConstants(QuantizedNetwork quantized) {
        this.quantized = quantized;
    }

    /**
     * What a convolution's sums of integers become real values by.
     *
     * @param weightScales the real value of a weight of 1, by output channel
     * @param bias what is added, by output channel, or null
     */
    record Rescaling(double[] weightScales, float[] bias) {}

    boolean hasQuantizedWeights(String layer) {
        return quantized.weights().containsKey(layer);
    }

    AffineQuantizer weightQuantizer(String layer) {
        AffineQuantizer quantizer = quantized.weights().get(layer);
        if (quantizer == null || quantizer.scale() == 0) {
            throw new IllegalArgumentException("Integer execution needs quantized weights that are not all 0, found "
                    + (quantizer == null ? "floating-point" : "only zeros as")
                    + " weights of layer '" + layer
                    + "'; quantize all parts of a trained network or run the simulated one.");
        }
        return eightBits(layer, quantizer);
    }

    static AffineQuantizer eightBits(String name, AffineQuantizer quantizer) {
        if (quantizer.bits() > Byte.SIZE) {
            throw new IllegalArgumentException("Integer execution takes at most 8 bits, found " + quantizer.bits()
                    + " bits at '" + name + "'; quantize to 8 bits or run the simulated network.");
        }
        return quantizer;
    }

    /** The weights as levels minus zero point. */
    int[] weights(String layer, AffineQuantizer quantizer) {
        INDArray values = parameter(layer, WEIGHTS);
        INDArray onGrid = quantizer.fakeQuantize(values);
        if (!onGrid.equalsWithEps(values, 0)) {
            throw new IllegalArgumentException("The weights of layer '" + layer
                    + "' do not lie on the grid of their quantizer; quantize the network again after changing them.");
        }
        int[] weights = quantizer.quantize(values).data().asInt();
        for (int i = 0; i < weights.length; i++) {
            weights[i] -= quantizer.zeroPoint();
        }
        return weights;
    }

    /** The rescaling of a convolution without batch normalisation. */
    Rescaling rescaling(String convolution, AffineQuantizer quantizer) {
        double[] scales =
                new double[Math.toIntExact(parameter(convolution, WEIGHTS).size(0))];
        Arrays.fill(scales, quantizer.scale());
        return new Rescaling(scales, reals(convolution, Convolution.BIAS));
    }

    /** The rescaling of a convolution with the batch normalisation that follows it, which gives every channel a scale of its own. */
    Rescaling rescaling(String convolution, AffineQuantizer quantizer, String name, BatchNorm batchNorm) {
        BatchNormParameters normalisation = new BatchNormParameters(
                parameter(name, BatchNorm.GAMMA),
                parameter(name, BatchNorm.BETA),
                parameter(name, BatchNorm.MEAN),
                parameter(name, BatchNorm.VARIANCE),
                batchNorm.getEpsilon());
        double[] scales = normalisation.factors();
        double[] shifts = normalisation.shifts(parameter(convolution, Convolution.BIAS));
        float[] bias = new float[shifts.length];
        for (int i = 0; i < bias.length; i++) {
            scales[i] *= quantizer.scale();
            bias[i] = (float) shifts[i];
        }
        return new Rescaling(scales, bias);
    }

    /** A parameter as it is, or null where the layer has none of that name. */
    float[] reals(String layer, String key) {
        INDArray values = parameter(layer, key);
        return values == null ? null : values.dup('c').data().asFloat();
    }

    private INDArray parameter(String layer, String key) {
        return quantized.network().getLayer(layer).paramTable().get(key);
    }
}
