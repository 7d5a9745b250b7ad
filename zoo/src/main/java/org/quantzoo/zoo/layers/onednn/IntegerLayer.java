package org.quantzoo.zoo.layers.onednn;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * What a convolution or dense layer on integers has besides its input, and how its sums become levels or real values.
 *
 * @param name the layer's
 * @param weights levels minus zero point
 * @param weightScales the real value of a weight of 1 in each output channel, or one positive number for all of them
 * @param bias real values, or null
 * @param rectifier applied to the sum
 * @param quantizer of the result, or null for a result in float32
 */
record IntegerLayer(
        String name,
        int[] weights,
        double[] weightScales,
        float[] bias,
        Rectifier rectifier,
        AffineQuantizer quantizer) {

    /** Whether the channels have units of their own: a negative unit turns the order of levels, and 0 is none. */
    private boolean isPerChannel() {
        return !(weightScales[0] > 0) || Arrays.stream(weightScales).anyMatch(scale -> scale != weightScales[0]);
    }

    /**
     * Turns sums into levels, or into real values.
     *
     * <p>With one scale the bias counts in units of the sums, not rounded to whole ones: rounding moves one value in a thousand to
     * another level, and on the coarse grids of 4-bit networks many more. With a scale for each channel, sums become steps of the
     * result at once, so that a value is rounded as few times. The primitive multiplies before it adds anything; a correction of its
     * sums comes later, and then so does the multiplication, which keeps the corrected sums exact and takes longer.
     *
     * @param inputScale the real value of an input of 1
     * @param channelAxes the axes of the weights that output channels are counted along, as a bit mask
     * @param corrected a vector of one value a channel as the primitive sees it where its attributes add a correction already, else
     *     null
     * @return the bias that the primitive takes, or null for none
     */
    float[] finish(IntegerAttributes attributes, double inputScale, int channelAxes, dnnl_memory_desc corrected) {
        if (!isPerChannel()) {
            double unit = inputScale * weightScales[0];
            requantize(attributes, unit);
            return bias(unit);
        }
        double unit = quantizer == null ? 1 : IntegerTensor.scale(quantizer);
        float[] factors = new float[weightScales.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) (inputScale * weightScales[i] / unit);
        }
        float[] shifts = bias(unit);
        if (corrected == null) {
            attributes.weightScales(channelAxes, factors);
        } else {
            attributes.multiply(corrected, factors);
            if (shifts != null) {
                attributes.add(corrected, shifts);
                shifts = null;
            }
        }
        requantize(attributes, unit);
        return shifts;
    }

    private float[] bias(double unit) {
        if (bias == null) {
            return null;
        }
        float[] units = new float[bias.length];
        for (int i = 0; i < units.length; i++) {
            units[i] = (float) (bias[i] / unit);
        }
        return units;
    }

    private void requantize(IntegerAttributes attributes, double unit) {
        if (quantizer != null) {
            Requantization.of(unit, quantizer, rectifier).addTo(attributes, dnnl.DNNL_ARG_DST);
            return;
        }
        attributes.linear(unit, 0);
        if (rectifier != Rectifier.NONE) {
            attributes.clip(rectifier.lower(), Math.min(rectifier.upper(), Float.MAX_VALUE));
        }
    }
}
