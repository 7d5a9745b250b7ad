package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.quantzoo.zoo.layers.onednn.TestArrays.random;
import static org.quantzoo.zoo.layers.onednn.TestArrays.unwritten;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels.FakeQuantizeKernel;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.Range;
import org.quantzoo.zoo.quantization.SimQuant;
import org.quantzoo.zoo.quantization.ZeroPointRule;

class OneDnnFakeQuantizeTests {

    static List<AffineQuantizer> quantizers() {
        return List.of(
                AffineQuantizer.of(new Range(-1, 2), 8),
                AffineQuantizer.of(new Range(-0.3, 1), 4),
                AffineQuantizer.of(new Range(-1.5, 1.5), 2),
                AffineQuantizer.of(new Range(-1.5, 1.5), 2, ZeroPointRule.LITERAL),
                AffineQuantizer.of(new Range(-0.37, 0.91), 8, ZeroPointRule.LITERAL),
                AffineQuantizer.of(new Range(0, 6), 8),
                AffineQuantizer.of(new Range(-5, -1), 3),
                AffineQuantizer.of(new Range(-1e-30, 1e-30), 8),
                AffineQuantizer.of(new Range(-1e30, 1e30), 8),
                AffineQuantizer.of(new Range(-1, 1.1), 16),
                AffineQuantizer.of(new Range(0, 0), 8));
    }

    /** Around every decision, where float and double arithmetic part, and over the whole range, on more than one thread. */
    @ParameterizedTest
    @MethodSource("quantizers")
    void equalsTheDefinitionForEveryFloatAroundEveryDecision(AffineQuantizer quantizer) {
        int around = quantizer.bits() > 8 ? 1 : 4;
        int levels = quantizer.maxLevel() + 1;
        int length = levels * (2 * around + 1) + 100_000;
        float[] values = new float[length];
        int n = 0;
        for (int level = 0; level < levels; level++) {
            float decision = (float) ((level - 0.5 - quantizer.zeroPoint()) * quantizer.scale());
            for (int step = -around; step <= around; step++) {
                float value = decision;
                for (int i = 0; i < Math.abs(step); i++) {
                    value = step < 0 ? Math.nextDown(value) : Math.nextUp(value);
                }
                values[n++] = value;
            }
        }
        double reach = Math.max(quantizer.range().width(), 1e-20) * 1.2;
        INDArray spread = random(1, length - n);
        for (int i = 0; n < length; i++) {
            values[n++] = (float) (spread.getFloat(i) * reach);
        }
        values[length - 1] = Float.MAX_VALUE;
        values[length - 2] = -Float.MAX_VALUE;
        values[length - 3] = -0.0f;
        INDArray x = Nd4j.createFromArray(values);
        INDArray y = unwritten(length);
        TestArrays.kernels(Precision.FLOAT32).fakeQuantize().forward(x, quantizer, y);
        float[] actual = y.data().asFloat();
        for (int i = 0; i < length; i++) {
            float expected = quantizer.fakeQuantize(values[i]);
            if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected)) {
                assertThat(actual[i])
                        .as("%s quantized by %s", values[i], quantizer)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void worksInPlaceAndFollowsAChangeOfTheQuantizer() {
        FakeQuantizeKernel kernel = TestArrays.kernels(Precision.FLOAT32).fakeQuantize();
        for (AffineQuantizer quantizer : quantizers()) {
            INDArray x = random(1, 3, 5, 5, 2);
            INDArray expected = quantizer.fakeQuantize(x);
            kernel.forward(x, quantizer, x);
            assertThat(x).isEqualTo(expected);
        }
    }

    @Test
    void passesTheGradientByItsConvention() {
        FakeQuantizeKernel kernel = TestArrays.kernels(Precision.FLOAT32).fakeQuantize();
        AffineQuantizer quantizer = AffineQuantizer.of(new Range(-1, 2), 8);
        INDArray x = Nd4j.createFromArray(-2f, -1f, 0f, 1.5f, 2f, 2.5f);
        INDArray dy = Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f);
        INDArray dx = unwritten(6);
        kernel.backward(x, quantizer, GradientConvention.CLIP_AWARE, dy, dx);
        assertThat(dx.toFloatVector()).containsExactly(0, 2, 3, 4, 5, 0);
        kernel.backward(x, quantizer, GradientConvention.IDENTITY, dy, dx);
        assertThat(dx.toFloatVector()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    /** The ends of a nudged range are doubles; a float beside an end lies inside or outside of it, never on it. */
    @ParameterizedTest
    @MethodSource("quantizers")
    void passesTheSameGradientAsTheDefinitionAtTheEndsOfTheRange(AffineQuantizer quantizer) {
        float min = (float) quantizer.range().min();
        float max = (float) quantizer.range().max();
        INDArray x = Nd4j.createFromArray(
                Math.nextDown(min), min, Math.nextUp(min), Math.nextDown(max), max, Math.nextUp(max));
        INDArray dy = Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f);
        for (GradientConvention convention : GradientConvention.values()) {
            INDArray expected = unwritten(6);
            new SimQuant(quantizer, convention).backward(x, dy, expected);
            INDArray actual = unwritten(6);
            TestArrays.kernels(Precision.FLOAT32).fakeQuantize().backward(x, quantizer, convention, dy, actual);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void refusesValuesThatAreNotFiniteWhicheverThreadMeetsThem() {
        FakeQuantizeKernel kernel = TestArrays.kernels(Precision.FLOAT32).fakeQuantize();
        AffineQuantizer quantizer = AffineQuantizer.of(new Range(-1, 2), 8);
        for (int place : new int[] {0, 99_999}) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                INDArray x = random(1, 100_000);
                x.putScalar(place, bad);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> kernel.forward(x, quantizer, x))
                        .withMessageContaining("finite");
            }
        }
    }
}
