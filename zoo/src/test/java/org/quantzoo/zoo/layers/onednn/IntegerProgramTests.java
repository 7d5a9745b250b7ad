package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.Range;

/** Every operation on integers beside loops over Java's integers. */
class IntegerProgramTests {
    private static final int IMAGES = 3;
    private static final int HEIGHT = 7;
    private static final int WIDTH = 6;

    @BeforeAll
    static void needIntegerInstructions() {
        assumeTrue(IntegerProgram.unavailable().isEmpty(), () -> IntegerProgram.unavailable()
                .orElseThrow());
    }

    /** A quantizer of step 1, on whose grid real values are integers. */
    private static AffineQuantizer steps(int zeroPoint) {
        return AffineQuantizer.of(new Range(-zeroPoint, 255 - zeroPoint), 8);
    }

    private static int[] random(long seed, int count, int lowest, int highest) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] values = random.ints(count, lowest, highest + 1).toArray();
        // Both ends occur, as they do in every tensor whose range was taken from its values.
        values[0] = lowest;
        values[count - 1] = highest;
        return values;
    }

    private static INDArray images(int[] values, int channels) {
        return Nd4j.create(real(values), new long[] {IMAGES, HEIGHT, WIDTH, channels}, 'c');
    }

    /** Runs one layer on images of integers, in one piece. */
    private static float[] run(
            int[] x,
            int channels,
            int zeroPoint,
            BiFunction<IntegerProgramBuilder, IntegerTensor, IntegerTensor> layer) {
        try (IntegerProgramBuilder builder = new IntegerProgramBuilder(IMAGES, 1, 1, false)) {
            IntegerTensor levels = builder.quantize("input", builder.input(HEIGHT, WIDTH, channels), steps(zeroPoint));
            IntegerTensor y = builder.dequantize("output", layer.apply(builder, levels));
            try (IntegerProgram program = builder.build(y)) {
                INDArray out = Nd4j.valueArrayOf(new long[] {IMAGES, program.outputs()}, 1234.5f, DataType.FLOAT);
                program.run(images(x, channels), out);
                return out.data().asFloat();
            }
        }
    }

    static Stream<Arguments> convolutions() {
        Stream<ConvolutionGeometry> geometries = Stream.of(
                geometry(16, 8, Extent.square(3), 1, 1, 1, Padding.SAME),
                geometry(3, 5, Extent.square(3), 2, 1, 1, Padding.SAME),
                geometry(8, 20, new Extent(2, 4), 1, 1, 1, Padding.SAME),
                geometry(8, 4, Extent.square(3), 1, 2, 1, Padding.SYMMETRIC),
                geometry(8, 4, Extent.square(3), 2, 1, 1, Padding.VALID),
                geometry(8, 17, Extent.square(1), 1, 1, 1, Padding.SAME),
                geometry(8, 16, Extent.square(1), 2, 1, 1, Padding.SAME),
                geometry(16, 8, Extent.square(3), 1, 1, 4, Padding.SAME),
                geometry(16, 16, Extent.square(3), 1, 1, 16, Padding.SAME),
                geometry(5, 5, Extent.square(3), 2, 1, 5, Padding.SAME),
                geometry(6, 12, Extent.square(3), 1, 1, 6, Padding.SAME));
        // Weights that fit into 8 signed bits, that do not on either side, and the two extremes.
        int[][] spans = {{-128, 127}, {-100, 155}, {-180, 75}, {0, 255}, {-255, 0}};
        return geometries.flatMap(geometry -> Stream.of(spans)
                .flatMap(span -> Stream.of(0, 119).map(zero -> Arguments.of(geometry, span[0], span[1], zero))));
    }

    private static ConvolutionGeometry geometry(
            int in, int out, Extent kernel, int stride, int dilation, int groups, Padding padding) {
        return new ConvolutionGeometry(
                in, out, kernel, Extent.square(stride), Extent.square(dilation), groups, padding);
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void theSumsOfAConvolutionAreThoseOfIntegersExactly(
            ConvolutionGeometry geometry, int lowest, int highest, int zeroPoint) {
        int channels = geometry.inChannels();
        int[] x = random(1, IMAGES * HEIGHT * WIDTH * channels, -zeroPoint, 255 - zeroPoint);
        int[] w = random(2, count(geometry), lowest, highest);
        int[] bias = random(3, geometry.outChannels(), -40_000, 40_000);

        float[] sums = run(
                x,
                channels,
                zeroPoint,
                (builder, levels) -> builder.convolution(
                        "layer", levels, geometry, w, same(geometry, 1), real(bias), Rectifier.NONE, null));

        assertThat(sums).isEqualTo(real(IntegerReference.convolution(geometry, x, IMAGES, HEIGHT, WIDTH, w, bias)));
    }

    /** Powers of two of both signs, and 0: what they are multiplied with stays exact. */
    private static double[] scales(ConvolutionGeometry geometry) {
        double[] scales = new double[geometry.outChannels()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = i % 5 == 4 ? 0 : Math.scalb(i % 2 == 0 ? 1.0 : -1.0, i % 7 - 3);
        }
        return scales;
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void everyChannelsSumsAreExactBeforeTheyTakeItsOwnScaleAndShift(
            ConvolutionGeometry geometry, int lowest, int highest, int zeroPoint) {
        int channels = geometry.inChannels();
        int[] x = random(1, IMAGES * HEIGHT * WIDTH * channels, -zeroPoint, 255 - zeroPoint);
        int[] w = random(2, count(geometry), lowest, highest);
        int[] shift = random(3, geometry.outChannels(), -40_000, 40_000);
        double[] scales = scales(geometry);

        float[] values = run(
                x,
                channels,
                zeroPoint,
                (builder, levels) ->
                        builder.convolution("layer", levels, geometry, w, scales, real(shift), Rectifier.NONE, null));

        int[] sums =
                IntegerReference.convolution(geometry, x, IMAGES, HEIGHT, WIDTH, w, new int[geometry.outChannels()]);
        float[] expected = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            int channel = i % scales.length;
            // Exact but for the last addition, which rounds once here and there.
            expected[i] = (float) (sums[i] * scales[channel] + shift[channel]);
        }
        assertThat(values).isEqualTo(expected);
    }

    private static double[] same(ConvolutionGeometry geometry, double scale) {
        double[] scales = new double[geometry.outChannels()];
        Arrays.fill(scales, scale);
        return scales;
    }

    private static int count(ConvolutionGeometry geometry) {
        return (int) Arrays.stream(geometry.weightShape()).reduce(1, (a, b) -> a * b);
    }

    private static float[] real(int[] values) {
        float[] real = new float[values.length];
        for (int i = 0; i < real.length; i++) {
            real[i] = values[i];
        }
        return real;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31})
    void theSumsOfADenseLayerAreThoseOfIntegersExactly(int zeroPoint) {
        int inputs = HEIGHT * WIDTH * 4;
        int[] x = random(1, IMAGES * inputs, -zeroPoint, 255 - zeroPoint);
        int[] w = random(2, inputs * 11, -90, 165);
        int[] bias = random(3, 11, -40_000, 40_000);

        float[] sums = run(
                x,
                4,
                zeroPoint,
                (builder, levels) -> builder.dense("layer", levels, 11, w, 1, real(bias), Rectifier.NONE, null));

        assertThat(sums).isEqualTo(real(IntegerReference.dense(x, inputs, w, 11, bias)));
    }

    static Stream<Arguments> requantizations() {
        return Stream.of(
                Arguments.of(Rectifier.NONE, AffineQuantizer.of(new Range(-9, 11), 8)),
                Arguments.of(Rectifier.RELU, AffineQuantizer.of(new Range(0, 12), 8)),
                Arguments.of(Rectifier.RELU, AffineQuantizer.of(new Range(-3, 12), 8)),
                Arguments.of(Rectifier.RELU6, AffineQuantizer.of(new Range(0, 12), 8)),
                Arguments.of(Rectifier.NONE, AffineQuantizer.of(new Range(-9, 11), 4)),
                Arguments.of(Rectifier.RELU, AffineQuantizer.of(new Range(0, 5), 2)));
    }

    /** Sums become levels in float32, 2^-24 of them uncertain: one step away only from where the sum lies between two levels. */
    @ParameterizedTest
    @MethodSource("requantizations")
    void levelsAreThoseOfTheRectifiedAndQuantizedSumsUnlessTheyLieBetweenTwo(
            Rectifier rectifier, AffineQuantizer quantizer) {
        ConvolutionGeometry geometry = geometry(8, 16, Extent.square(3), 1, 1, 1, Padding.SAME);
        // Exact in binary, so that only the requantization rounds.
        assertLevels(geometry, same(geometry, 1.0 / 16_384), rectifier, quantizer);
    }

    @ParameterizedTest
    @MethodSource("requantizations")
    void soTheyAreWithAScaleForEachChannel(Rectifier rectifier, AffineQuantizer quantizer) {
        for (int groups : new int[] {1, 8}) {
            ConvolutionGeometry geometry = geometry(8, 16, Extent.square(3), 1, 1, groups, Padding.SAME);
            double[] scales =
                    Arrays.stream(scales(geometry)).map(scale -> scale / 16_384).toArray();
            assertLevels(geometry, scales, rectifier, quantizer);
        }
        ConvolutionGeometry pointwise = geometry(8, 16, Extent.square(1), 1, 1, 1, Padding.SAME);
        double[] scales =
                Arrays.stream(scales(pointwise)).map(scale -> scale / 2_048).toArray();
        assertLevels(pointwise, scales, rectifier, quantizer);
    }

    private static void assertLevels(
            ConvolutionGeometry geometry, double[] scales, Rectifier rectifier, AffineQuantizer quantizer) {
        int[] x = random(1, IMAGES * HEIGHT * WIDTH * 8, 0, 255);
        int[] w = random(2, count(geometry), -100, 155);
        int channels = geometry.outChannels();
        int[] bias = random(3, channels, -40_000, 40_000);
        float[] realBias = new float[channels];
        for (int i = 0; i < channels; i++) {
            realBias[i] = bias[i] / 16_384f;
        }

        float[] values = run(
                x,
                8,
                0,
                (builder, levels) ->
                        builder.convolution("layer", levels, geometry, w, scales, realBias, rectifier, quantizer));

        int[] sums = IntegerReference.convolution(geometry, x, IMAGES, HEIGHT, WIDTH, w, new int[channels]);
        int between = 0;
        for (int i = 0; i < sums.length; i++) {
            double real = rectifier.apply(sums[i] * scales[i % channels] + realBias[i % channels]);
            int expected = quantizer.quantize(real);
            int level = quantizer.quantize((double) values[i]);
            if (level != expected) {
                double steps = real / quantizer.scale();
                assertThat(Math.abs(steps - Math.floor(steps) - 0.5)).isLessThan(1e-4);
                assertThat(Math.abs(level - expected)).isOne();
                between++;
            }
        }
        assertThat(between).isLessThan(sums.length / 100);
    }

    @Test
    void aResidualSumIsTheQuantizedSumOfBothUnlessItLiesBetweenTwoLevels() {
        // No multiple of half its step is an integer, so that this quantization has no ties.
        AffineQuantizer other = AffineQuantizer.of(new Range(-70.3, 300.1), 8);
        AffineQuantizer result = AffineQuantizer.of(new Range(-20, 400), 8);
        int[] x = random(1, IMAGES * HEIGHT * WIDTH * 8, -119, 136);

        float[] values = run(x, 8, 119, (builder, levels) -> {
            IntegerTensor second = builder.quantize("second", builder.dequantize("real", levels), other);
            return builder.sum("sum", levels, second, Rectifier.RELU, result);
        });

        for (int i = 0; i < x.length; i++) {
            double sum = Math.max(0, x[i] + other.fakeQuantize((double) x[i]));
            double steps = sum / result.scale();
            double expected = result.fakeQuantize(sum);
            double tolerance = Math.abs(steps - Math.floor(steps) - 0.5) < 1e-4 ? 1.01 * result.scale() : 1e-4;
            assertThat((double) values[i]).isCloseTo(expected, within(tolerance));
        }
    }

    @Test
    void maximaOfLevelsAreExactAndMeansAreReal() {
        int[] x = random(1, IMAGES * HEIGHT * WIDTH * 8, -50, 205);
        PoolingGeometry maximum =
                new PoolingGeometry(PoolingGeometry.Mode.MAX, Extent.square(2), Extent.square(2), Padding.SAME);

        float[] maxima = run(x, 8, 50, (builder, levels) -> builder.pooling("pool", levels, maximum));
        float[] means =
                run(x, 8, 50, (builder, levels) -> builder.globalPooling("mean", levels, PoolingGeometry.Mode.AVERAGE));

        for (int n = 0; n < IMAGES; n++) {
            for (int c = 0; c < 8; c++) {
                long sum = 0;
                for (int row = 0; row < HEIGHT; row++) {
                    for (int column = 0; column < WIDTH; column++) {
                        int value = x[((n * HEIGHT + row) * WIDTH + column) * 8 + c];
                        sum += value;
                        assertThat(maxima[((n * 4 + row / 2) * 3 + column / 2) * 8 + c])
                                .isGreaterThanOrEqualTo(value);
                    }
                }
                // Sums of integers are exact; the division by 42 rounds once or twice.
                assertThat(means[n * 8 + c]).isCloseTo(sum / 42f, within(1e-4f));
            }
        }
        for (float value : maxima) {
            assertThat(value).isBetween(-50f, 205f).isEqualTo((float) Math.rint(value));
        }
    }

    @Test
    void aBatchInPiecesGivesWhatOnePieceGivesAndRunningAgainAllocatesNothing() {
        INDArray x = images(random(1, IMAGES * HEIGHT * WIDTH * 8, -50, 205), 8);
        try (IntegerProgram whole = network(IMAGES, 1, true);
                IntegerProgram inPieces = network(1, IMAGES, false)) {
            INDArray expected = Nd4j.create(DataType.FLOAT, IMAGES, 4);
            INDArray actual = Nd4j.create(DataType.FLOAT, IMAGES, 4);
            whole.run(x, expected);
            inPieces.run(x, actual);
            assertThat(actual).isEqualTo(expected);

            long before = OneDnnKernels.nativeAllocations();
            actual.assign(0);
            inPieces.run(x, actual);
            assertThat(OneDnnKernels.nativeAllocations()).isEqualTo(before);
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static IntegerProgram network(int piece, int pieces, boolean keepAll) {
        ConvolutionGeometry geometry = geometry(8, 8, Extent.square(3), 1, 1, 1, Padding.SAME);
        try (IntegerProgramBuilder builder = new IntegerProgramBuilder(piece, pieces, 2, keepAll)) {
            IntegerTensor top = builder.quantize("input", builder.input(HEIGHT, WIDTH, 8), steps(50));
            for (int layer = 0; layer < 4; layer++) {
                top = builder.convolution(
                        "conv" + layer,
                        top,
                        geometry,
                        random(layer, count(geometry), -100, 155),
                        same(geometry, 1.0 / 4_096),
                        null,
                        Rectifier.RELU,
                        AffineQuantizer.of(new Range(0, 200), 8));
            }
            IntegerTensor all = pieces > 1 ? builder.wholeBatch(top) : top;
            IntegerTensor hidden = builder.dense(
                    "dense",
                    all,
                    16,
                    random(9, HEIGHT * WIDTH * 8 * 16, -100, 155),
                    1.0 / 65_536,
                    null,
                    Rectifier.RELU,
                    AffineQuantizer.of(new Range(0, 100), 8));
            IntegerTensor logits = builder.dense(
                    "logits", hidden, 4, random(10, 64, -100, 155), 1.0 / 65_536, null, Rectifier.NONE, null);
            return builder.build(builder.softmax("output", logits));
        }
    }

    @Test
    void whatCannotBeIsSaidInOneSentence() {
        assertThatThrownBy(() -> new WeightLevels(new int[] {-200, 100}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found -200 to 100");
        assertThatThrownBy(() -> run(
                        new int[IMAGES * HEIGHT * WIDTH],
                        1,
                        0,
                        (builder, levels) -> builder.convolution(
                                "one",
                                levels,
                                geometry(1, 3, Extent.square(1), 1, 1, 1, Padding.SAME),
                                new int[3],
                                new double[] {1},
                                null,
                                Rectifier.NONE,
                                null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'one'")
                .hasMessageContaining("each of its 3 channels, found 1");
        assertThatThrownBy(() -> new IntegerProgramBuilder(0, 1, 1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one image");
        try (IntegerProgram program = network(IMAGES, 1, false)) {
            assertThatThrownBy(() -> program.run(
                            Nd4j.create(DataType.FLOAT, 2, HEIGHT, WIDTH, 8), Nd4j.create(DataType.FLOAT, 2, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[3, 7, 6, 8], found [2, 7, 6, 8]");
            assertThat(program.primitives())
                    .extracting(IntegerProgram.Primitive::arithmetic)
                    .containsOnlyOnce(IntegerProgram.Arithmetic.FLOAT32);
        }
    }
}
