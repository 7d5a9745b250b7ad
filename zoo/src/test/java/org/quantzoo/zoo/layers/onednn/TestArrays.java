package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;

/** Arrays for the kernel tests, and the comparison with sums whose rounding errors are bounded. */
final class TestArrays {
    /** bfloat16 has 8 significant bits, so rounding to nearest changes a value by at most this fraction. */
    private static final double BFLOAT16_UNIT = 1.0 / (1 << 8);

    /**
     * float32 sums of up to some ten thousand terms, in blocks: well below 1e-5 of the sum of magnitudes, which is the part of the
     * 1e-4 that a comparison between two float32 kernels leaves to each.
     */
    private static final double FLOAT_SUM = 1e-5;

    private TestArrays() {}

    static OneDnnKernels kernels(Precision precision) {
        return kernels(precision, 2);
    }

    static OneDnnKernels kernels(Precision precision, int threads) {
        return new OneDnnKernels(new KernelSettings("onednn", precision, threads));
    }

    /** Values in [-1, 1), a function of seed and shape. */
    static INDArray random(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.create(values, shape, 'c');
    }

    /** The same values as a view at an odd offset of a longer vector, as DL4J holds parameters and gradients. */
    static INDArray asView(INDArray array) {
        long length = array.length();
        INDArray flat = Nd4j.zeros(DataType.FLOAT, 1, length + 7);
        INDArray view = flat.get(NDArrayIndex.all(), NDArrayIndex.interval(3, 3 + length))
                .reshape('c', array.shape());
        view.assign(array);
        assertThat(view.data().addressPointer().address())
                .isEqualTo(flat.data().addressPointer().address() + 3 * Float.BYTES);
        return view;
    }

    /** An array full of a value that no result has, so that a value not written is seen. */
    static INDArray unwritten(long... shape) {
        return Nd4j.valueArrayOf(shape, 1234.5f, DataType.FLOAT);
    }

    /**
     * Asserts the rounding bound. With bfloat16 operands each product of two carries (1 + u)^2 - 1 of relative error, u being the
     * unit roundoff; float32 addition comes on top.
     */
    static void assertWithinRounding(String name, INDArray actual, NaiveReference.Sums expected, boolean bfloat16) {
        double unit = bfloat16 ? 2 * BFLOAT16_UNIT + BFLOAT16_UNIT * BFLOAT16_UNIT + FLOAT_SUM : FLOAT_SUM;
        double[] values = NaiveReference.doubles(actual);
        assertThat(values).as(name).hasSameSizeAs(expected.value());
        for (int i = 0; i < values.length; i++) {
            double bound = unit * expected.magnitude()[i] + 1e-7;
            requireWithin(name, i, values[i], expected.value()[i], bound);
        }
    }

    /** Asserts a distance of at most {@code tolerance} times the largest magnitude of the expected values. */
    static void assertClose(String name, INDArray actual, double[] expected, double tolerance) {
        double[] values = NaiveReference.doubles(actual);
        assertThat(values).as(name).hasSameSizeAs(expected);
        double scale = 0;
        for (double value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < values.length; i++) {
            requireWithin(name, i, values[i], expected[i], tolerance * scale + 1e-7);
        }
    }

    /** A plain comparison first: building an assertion for each of millions of elements takes most of a test's time. */
    private static void requireWithin(String name, int index, double actual, double expected, double bound) {
        if (!(Math.abs(actual - expected) <= bound)) {
            assertThat(actual).as("%s[%d]", name, index).isCloseTo(expected, within(bound));
        }
    }
}
