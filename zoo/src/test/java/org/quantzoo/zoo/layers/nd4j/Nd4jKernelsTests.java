package org.quantzoo.zoo.layers.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.quantzoo.zoo.layers.onednn.NaiveReference.doubles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Kernels.BatchNormKernel;
import org.quantzoo.zoo.layers.Kernels.ConvolutionKernel;
import org.quantzoo.zoo.layers.Kernels.DenseKernel;
import org.quantzoo.zoo.layers.Kernels.FakeQuantizeKernel;
import org.quantzoo.zoo.layers.Kernels.PoolingKernel;
import org.quantzoo.zoo.layers.Kernels.SumKernel;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.PoolingGeometry.Mode;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.onednn.NaiveReference;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.Range;

/** Every ND4J kernel against the definition of what it computes, written as loops; ND4J M2.1 has operations that are wrong. */
class Nd4jKernelsTests {
    private static final Kernels KERNELS = new Nd4jKernels();

    /** One point of the grid. */
    record Case(DataType dataType, ConvolutionGeometry geometry, int height, int width) {}

    static List<Case> convolutions() {
        List<Case> cases = new ArrayList<>();
        for (DataType dataType : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
            for (Padding padding : Padding.values()) {
                // in, out, groups: full, two sizes of groups, depthwise, depthwise with multiplier
                for (int[] channels : new int[][] {{3, 4, 1}, {4, 6, 2}, {6, 3, 3}, {3, 3, 3}, {3, 6, 3}}) {
                    for (Extent kernel : List.of(Extent.square(1), Extent.square(2), new Extent(3, 4))) {
                        for (Extent stride : List.of(Extent.square(1), new Extent(2, 3))) {
                            cases.add(new Case(
                                    dataType, geometry(channels, kernel, stride, Extent.square(1), padding), 7, 8));
                        }
                    }
                    cases.add(new Case(
                            dataType,
                            geometry(channels, Extent.square(3), new Extent(2, 1), new Extent(2, 3), padding),
                            7,
                            8));
                }
            }
        }
        return cases;
    }

    private static ConvolutionGeometry geometry(
            int[] channels, Extent kernel, Extent stride, Extent dilation, Padding padding) {
        return new ConvolutionGeometry(channels[0], channels[1], kernel, stride, dilation, channels[2], padding);
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void convolutionsEqualTheirDefinition(Case c) {
        ConvolutionGeometry g = c.geometry();
        ConvolutionKernel kernel = KERNELS.convolution(g, Rectifier.RELU6);
        INDArray x = random(c.dataType(), 1, 2, c.height(), c.width(), g.inChannels());
        INDArray w = asView(random(c.dataType(), 2, g.weightShape()));
        INDArray bias = asView(random(c.dataType(), 3, 1, g.outChannels()));
        INDArray y = unwritten(c.dataType(), 2, g.outputHeight(c.height()), g.outputWidth(c.width()), g.outChannels());
        kernel.forward(x, w, bias, y, true);
        assertClose(
                "y",
                y,
                NaiveReference.convolution(g, Rectifier.RELU6, x, w, bias).value());

        INDArray dy = random(c.dataType(), 4, y.shape());
        NaiveReference.Gradients expected = NaiveReference.convolutionGradients(g, Rectifier.RELU6, x, w, y, dy);
        INDArray dx = unwritten(c.dataType(), x.shape());
        INDArray dw = asView(unwritten(c.dataType(), w.shape()));
        INDArray dbias = asView(unwritten(c.dataType(), bias.shape()));
        kernel.backward(x, w, y, dy, dx, dw, dbias);
        assertClose("dx", dx, expected.dx().value());
        assertClose("dw", dw, expected.dw().value());
        assertClose("dbias", dbias, expected.dbias().value());
    }

    @Test
    void convolutionsWithoutBiasAndWithoutInputGradientWriteTheRest() {
        ConvolutionGeometry g =
                geometry(new int[] {3, 4, 1}, Extent.square(3), Extent.square(1), Extent.square(1), Padding.SAME);
        ConvolutionKernel kernel = KERNELS.convolution(g, Rectifier.NONE);
        INDArray x = random(DataType.DOUBLE, 1, 2, 5, 5, 3);
        INDArray w = random(DataType.DOUBLE, 2, g.weightShape());
        INDArray y = unwritten(DataType.DOUBLE, 2, 5, 5, 4);
        kernel.forward(x, w, null, y, true);
        assertClose(
                "y",
                y,
                NaiveReference.convolution(g, Rectifier.NONE, x, w, null).value());
        INDArray dy = random(DataType.DOUBLE, 3, y.shape());
        double[] expected = NaiveReference.convolutionGradients(g, Rectifier.NONE, x, w, y, dy)
                .dw()
                .value();
        INDArray dw = unwritten(DataType.DOUBLE, w.shape());
        kernel.backward(x, w, y, dy, null, dw, null);
        assertClose("dw", dw, expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void denseEqualsAConvolutionOfSinglePixels(DataType dataType) {
        ConvolutionGeometry pixel =
                geometry(new int[] {7, 5, 1}, Extent.square(1), Extent.square(1), Extent.square(1), Padding.VALID);
        DenseKernel kernel = KERNELS.dense(7, 5, Rectifier.RELU);
        INDArray x = random(dataType, 1, 6, 7);
        INDArray image = x.reshape('c', 6, 1, 1, 7);
        INDArray w = asView(random(dataType, 2, 7, 5));
        INDArray filters = w.transpose().dup('c').reshape('c', 5, 7, 1, 1);
        INDArray bias = asView(random(dataType, 3, 1, 5));
        INDArray y = unwritten(dataType, 6, 5);
        kernel.forward(x, w, bias, y, true);
        assertClose(
                "y",
                y,
                NaiveReference.convolution(pixel, Rectifier.RELU, image, filters, bias)
                        .value());

        INDArray dy = random(dataType, 4, 6, 5);
        NaiveReference.Gradients expected =
                NaiveReference.convolutionGradients(pixel, Rectifier.RELU, image, filters, y, dy);
        INDArray dx = unwritten(dataType, 6, 7);
        INDArray dw = asView(unwritten(dataType, 7, 5));
        INDArray dbias = asView(unwritten(dataType, 1, 5));
        kernel.backward(x, w, y, dy, dx, dw, dbias);
        assertClose("dx", dx, expected.dx().value());
        assertClose("dw", dw.transpose(), expected.dw().value());
        assertClose("dbias", dbias, expected.dbias().value());
    }

    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void batchNormalisationUsesBiasedBatchStatisticsInTrainingAndGivenOnesInInference(Rectifier rectifier) {
        int channels = 3;
        double epsilon = 1e-3;
        INDArray x = random(DataType.DOUBLE, 1, 4, 3, 2, channels).muli(3).addi(1);
        INDArray gamma = random(DataType.DOUBLE, 2, 1, channels).muli(4);
        INDArray beta = random(DataType.DOUBLE, 3, 1, channels).addi(2);
        BatchNormKernel kernel = KERNELS.batchNorm(channels, epsilon, rectifier);
        INDArray y = unwritten(DataType.DOUBLE, x.shape());
        INDArray mean = unwritten(DataType.DOUBLE, 1, channels);
        INDArray variance = unwritten(DataType.DOUBLE, 1, channels);
        kernel.forwardTraining(x, gamma, beta, y, mean, variance);

        double[] values = doubles(x);
        int count = values.length / channels;
        double[] means = new double[channels];
        double[] variances = new double[channels];
        for (int i = 0; i < values.length; i++) {
            means[i % channels] += values[i] / count;
        }
        for (int i = 0; i < values.length; i++) {
            variances[i % channels] += Math.pow(values[i] - means[i % channels], 2) / count;
        }
        assertClose("mean", mean, means);
        assertClose("variance", variance, variances);
        assertClose("y", y, normalised(values, means, variances, epsilon, gamma, beta, rectifier));

        INDArray otherMean = random(DataType.DOUBLE, 4, 1, channels);
        INDArray otherVariance = random(DataType.DOUBLE, 5, 1, channels).addi(2);
        kernel.forwardInference(x, gamma, beta, otherMean, otherVariance, y);
        assertClose(
                "inference",
                y,
                normalised(values, doubles(otherMean), doubles(otherVariance), epsilon, gamma, beta, rectifier));
    }

    private static double[] normalised(
            double[] x,
            double[] mean,
            double[] variance,
            double epsilon,
            INDArray gamma,
            INDArray beta,
            Rectifier rectifier) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i % mean.length;
            double standardised = (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon);
            y[i] = rectifier.apply(gamma.getDouble(c) * standardised + beta.getDouble(c));
        }
        return y;
    }

    static List<PoolingGeometry> poolings() {
        List<PoolingGeometry> cases = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Padding padding : Padding.values()) {
                for (Extent kernel : List.of(Extent.square(2), Extent.square(3), new Extent(1, 4))) {
                    for (Extent stride : List.of(Extent.square(1), Extent.square(2), new Extent(3, 2))) {
                        cases.add(new PoolingGeometry(mode, kernel, stride, padding));
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("poolings")
    void poolingEqualsItsDefinition(PoolingGeometry g) {
        INDArray x = random(DataType.DOUBLE, 1, 2, 7, 8, 3);
        INDArray y = unwritten(DataType.DOUBLE, 2, g.outputHeight(7), g.outputWidth(8), 3);
        PoolingKernel kernel = KERNELS.pooling(g);
        kernel.forward(x, y, true);
        INDArray dy = random(DataType.DOUBLE, 2, y.shape());
        INDArray dx = unwritten(DataType.DOUBLE, x.shape());
        kernel.backward(x, y, dy, dx);
        double[] pixels = doubles(x);
        double[] upstream = doubles(dy);
        double[] expected = new double[upstream.length];
        double[] expectedGradient = new double[pixels.length];
        for (int o = 0; o < expected.length; o++) {
            int[] window = window(g, o, x, y);
            if (g.mode() == Mode.MAX) {
                int largest = IntStream.of(window)
                        .boxed()
                        .max(Comparator.comparingDouble(i -> pixels[i]))
                        .orElseThrow();
                expected[o] = pixels[largest];
                expectedGradient[largest] += upstream[o];
            } else {
                for (int i : window) {
                    expected[o] += pixels[i] / window.length;
                    expectedGradient[i] += upstream[o] / window.length;
                }
            }
        }
        assertClose("y", y, expected);
        assertClose("dx", dx, expectedGradient);
    }

    /** The indices of the pixels that an output looks at. */
    private static int[] window(PoolingGeometry g, int output, INDArray x, INDArray y) {
        int channels = (int) x.size(3);
        int channel = output % channels;
        int column = output / channels % (int) y.size(2);
        int row = output / channels / (int) y.size(2) % (int) y.size(1);
        int image = output / channels / (int) (y.size(2) * y.size(1));
        IntStream rows =
                axis(row, (int) x.size(1), g.kernel().height(), g.stride().height(), g.padding());
        return rows.flatMap(r -> axis(
                                column,
                                (int) x.size(2),
                                g.kernel().width(),
                                g.stride().width(),
                                g.padding())
                        .map(c -> ((image * (int) x.size(1) + r) * (int) x.size(2) + c) * channels + channel))
                .toArray();
    }

    private static IntStream axis(int position, int size, int kernel, int stride, Padding padding) {
        int first = position * stride - padding.before(size, kernel, stride, 1);
        return IntStream.range(Math.max(0, first), Math.min(size, first + kernel));
    }

    @Test
    void equalMaximaShareOneGradientAmongThem() {
        PoolingKernel kernel =
                KERNELS.pooling(new PoolingGeometry(Mode.MAX, Extent.square(2), Extent.square(2), Padding.VALID));
        INDArray x = Nd4j.zeros(DataType.DOUBLE, 1, 2, 2, 4);
        INDArray y = unwritten(DataType.DOUBLE, 1, 1, 1, 4);
        kernel.forward(x, y, true);
        INDArray dx = unwritten(DataType.DOUBLE, x.shape());
        kernel.backward(x, y, Nd4j.ones(DataType.DOUBLE, 1, 1, 1, 4), dx);
        assertThat(dx.sumNumber().doubleValue()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void sumsAreRectifiedAndPassTheGradientBetweenTheBounds(Rectifier rectifier) {
        SumKernel kernel = KERNELS.sum(rectifier);
        INDArray a = Nd4j.createFromArray(-3.0, -1, 0, 1, 4, 6);
        INDArray b = Nd4j.createFromArray(1.0, 1, 0, 1, 1, 3);
        INDArray y = unwritten(DataType.DOUBLE, 6);
        kernel.forward(a, b, y);
        double[] sum = {-2, 0, 0, 2, 5, 9};
        double[] expected = new double[6];
        double[] slope = new double[6];
        for (int i = 0; i < 6; i++) {
            expected[i] = rectifier.apply(sum[i]);
            slope[i] = expected[i] > rectifier.lower() && expected[i] < rectifier.upper() ? 2 : 0;
        }
        assertClose("y", y, expected);
        INDArray dx = unwritten(DataType.DOUBLE, 6);
        kernel.backward(y, Nd4j.createFromArray(2.0, 2, 2, 2, 2, 2), dx);
        assertClose("dx", dx, slope);
    }

    @Test
    void fakeQuantizationPassesTheGradientOfItsConvention() {
        FakeQuantizeKernel kernel = KERNELS.fakeQuantize();
        AffineQuantizer quantizer = AffineQuantizer.of(new Range(-1, 2), 2);
        INDArray x = Nd4j.createFromArray(-2.0, -1, -0.4, 0.6, 2, 2.1);
        INDArray y = unwritten(DataType.DOUBLE, 6);
        kernel.forward(x, quantizer, y);
        assertClose("y", y, new double[] {-1, -1, 0, 1, 2, 2});
        INDArray dy = Nd4j.createFromArray(1.0, 2, 3, 4, 5, 6);
        INDArray dx = unwritten(DataType.DOUBLE, 6);
        kernel.backward(x, quantizer, GradientConvention.CLIP_AWARE, dy.dup(), dx);
        assertClose("clip-aware", dx, new double[] {0, 2, 3, 4, 5, 0});
        kernel.backward(x, quantizer, GradientConvention.IDENTITY, dy.dup(), dx);
        assertClose("identity", dx, new double[] {1, 2, 3, 4, 5, 6});
        kernel.forward(x, quantizer, x);
        assertClose("in place", x, doubles(y));
    }

    private static INDArray random(DataType dataType, long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble(-1, 1);
        }
        return Nd4j.createFromArray(values).reshape('c', shape).castTo(dataType);
    }

    /** The values as a view near the end of a longer vector, as DL4J holds parameters and gradients. */
    private static INDArray asView(INDArray array) {
        long offset = array.length() - 1;
        INDArray flat = Nd4j.zeros(array.dataType(), 2 * array.length());
        INDArray view =
                flat.get(NDArrayIndex.interval(offset, offset + array.length())).reshape('c', array.shape());
        view.assign(array);
        return view;
    }

    /** An array full of a value that no result has, so that a value not written is seen. */
    private static INDArray unwritten(DataType dataType, long... shape) {
        return Nd4j.create(dataType, shape).assign(1234.5);
    }

    /** Sums of about a hundred products of values in [-1, 1): rounding stays below 1e-12 in double and 1e-4 in float. */
    private static void assertClose(String name, INDArray actual, double[] expected) {
        double tolerance = actual.dataType() == DataType.DOUBLE ? 1e-12 : 1e-4;
        assertThat(doubles(actual)).as(name).containsExactly(expected, within(tolerance));
    }
}
