package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Fans;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.quantization.ModelSize.Layer;

/**
 * Every case of the conformance vectors: integers exactly, floats within the file's tolerance.
 *
 * <p>A case checks every key under "expected"; a kind or a key that is not known here fails, so that no expectation is skipped
 * silently.
 */
class QuantizerVectorTests {
    private static final JsonNode FILE = read();
    private static final Offset<Double> TOLERANCE =
            within(FILE.get("float_tolerance").asDouble());

    private JsonNode params;
    private JsonNode inputs;
    private JsonNode expected;
    private TreeSet<String> unchecked;

    static Stream<Named<JsonNode>> cases() {
        return StreamSupport.stream(FILE.get("cases").spliterator(), false)
                .map(one -> Named.of(one.get("id").asText(), one));
    }

    @Test
    void the_file_has_46_cases() {
        assertThat(cases()).hasSize(46);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void the_case_holds(JsonNode one) {
        params = one.get("params");
        inputs = one.get("inputs");
        expected = one.get("expected");
        unchecked = new TreeSet<>();
        expected.fieldNames().forEachRemaining(unchecked::add);
        String kind = one.get("kind").asText();
        switch (kind) {
            case "asymmetric_uniform" -> asymmetricUniform();
            case "percentile_range" -> percentileRange();
            case "bn_fold" -> batchNormFolding();
            case "ema" -> movingAverage();
            case "ste_gradient" -> straightThroughGradient();
            case "noise_quant" -> noiseQuant();
            case "symmetric_per_filter" -> symmetricPerFilter();
            case "ternary_per_filter" -> ternaryPerFilter();
            case "binary_per_filter" -> binaryPerFilter();
            case "qmse", "qce", "qkl" -> outputs();
            case "percent_accuracy_decrease" -> percentDecrease();
            case "sqnr" -> signalToNoise();
            case "average_channel_precision" -> averagePrecision();
            case "conv_macs" -> operationCount();
            case "c_size" -> modelSize(one.get("id").asText());
            case "var_mean_abs_gaussian" -> varianceOfMeanMagnitude();
            case "init_scale" -> initializerScale();
            default -> throw new AssertionError("No check for the kind '" + kind + "'.");
        }
        assertThat(unchecked).as("expectations without a check").isEmpty();
    }

    private void asymmetricUniform() {
        requireRounding();
        ZeroPointRule rule = params.get("nudge").asBoolean() ? ZeroPointRule.NUDGED : ZeroPointRule.LITERAL;
        Range range = new Range(params.get("min").asDouble(), params.get("max").asDouble());
        AffineQuantizer quantizer = AffineQuantizer.of(range, params.get("bits").asInt(), rule);
        double[] x = doubles(inputs.get("x"));

        near("scale", quantizer.scale());
        assertThat(quantizer.zeroPoint()).isEqualTo(expect("zero_point").asInt());
        near("min_used", quantizer.range().min());
        near("max_used", quantizer.range().max());
        assertThat(Arrays.stream(x).mapToInt(quantizer::quantize).toArray()).isEqualTo(integers(expect("q")));
        near("dequant", Arrays.stream(x).map(quantizer::fakeQuantize).toArray());
        near("dequant", quantizer.fakeQuantize(Nd4j.createFromArray(x)).toDoubleVector());
        if (expected.has("q_before_saturation")) {
            // Why saturation is needed: the printed formula alone leaves the grid.
            int[] printed = Arrays.stream(x)
                    .mapToInt(value ->
                            Rounding.halfAwayFromZero(range.clamp(value) / quantizer.scale()) + quantizer.zeroPoint())
                    .toArray();
            assertThat(printed).isEqualTo(integers(expect("q_before_saturation")));
            assertThat(Arrays.stream(printed).max().orElseThrow()).isGreaterThan(quantizer.maxLevel());
        }
    }

    private void percentileRange() {
        JsonNode steps = inputs.get("x_range");
        double[] x;
        if (steps == null) {
            x = doubles(inputs.get("x"));
        } else {
            int count =
                    (steps.get(1).asInt() - steps.get(0).asInt()) / steps.get(2).asInt() + 1;
            x = new double[count];
            Arrays.setAll(x, i -> steps.get(0).asInt() + i * steps.get(2).asInt());
        }
        Range range = new RangeEstimator.Percentile(
                        params.get("low_percent").asDouble(),
                        params.get("high_percent").asDouble())
                .estimate(Nd4j.createFromArray(x));
        near("min", range.min());
        near("max", range.max());
    }

    private void batchNormFolding() {
        BatchNormParameters norm = new BatchNormParameters(
                vector("gamma"),
                vector("beta"),
                vector("mean"),
                vector("var"),
                params.get("eps").asDouble());
        double[][] w = matrix(inputs.get("w"));
        BatchNormParameters.Folded folded = norm.fold(Nd4j.createFromArray(w), vector("conv_bias"));

        near("scale", norm.factors());
        nearMatrix("w_fold", folded.weights().toDoubleMatrix());
        near("b_fold", folded.bias().ravel().toDoubleVector());
    }

    private void movingAverage() {
        List<Double> averages = new ArrayList<>();
        ExponentialMovingAverage average = new ExponentialMovingAverage(
                params.get("momentum").asDouble(), params.get("initial").asDouble());
        for (double value : doubles(inputs.get("batch_values"))) {
            average = average.after(value);
            averages.add(average.value());
        }
        near("ema", averages.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private void straightThroughGradient() {
        GradientConvention convention =
                switch (params.get("mode").asText()) {
                    case "clip-aware" -> GradientConvention.CLIP_AWARE;
                    case "identity" -> GradientConvention.IDENTITY;
                    default -> throw new AssertionError(params.get("mode").asText());
                };
        AffineQuantizer quantizer = AffineQuantizer.of(
                new Range(params.get("min").asDouble(), params.get("max").asDouble()), 8);
        INDArray x = vector("x");
        INDArray dx = Nd4j.zeros(DataType.DOUBLE, x.shape());
        new SimQuant(quantizer, convention).backward(x, vector("upstream"), dx);
        near("grad_x", dx.toDoubleVector());
    }

    private void noiseQuant() {
        AffineQuantizer quantizer = AffineQuantizer.of(
                new Range(params.get("min").asDouble(), params.get("max").asDouble()),
                params.get("bits").asInt());
        NoiseQuant noise = new NoiseQuant(quantizer, GradientConvention.CLIP_AWARE, 1);
        double[] x = doubles(inputs.get("x"));
        double[] u = doubles(inputs.get("u"));
        double[] y = new double[x.length];
        Arrays.setAll(y, i -> noise.forward(x[i], u[i]));
        INDArray dx = Nd4j.zeros(DataType.DOUBLE, x.length);
        noise.backward(Nd4j.createFromArray(x), Nd4j.ones(DataType.DOUBLE, x.length), dx);

        near("delta", quantizer.scale());
        near("y", y);
        near("grad_wrt_x", dx.toDoubleVector());
    }

    private void symmetricPerFilter() {
        requireRounding();
        SymmetricUniform quantizer =
                new SymmetricUniform(params.get("bits").asInt(), params.get("c").asDouble());
        double[][] w = matrix(inputs.get("w"));
        double[] means =
                Arrays.stream(w).mapToDouble(FilterQuantizer::meanMagnitude).toArray();
        QuantizedFilter[] filters = quantized(quantizer, w);

        near("mean_abs", means);
        near("a", Arrays.stream(means).map(quantizer::clip).toArray());
        near("s", Arrays.stream(filters).mapToDouble(QuantizedFilter::step).toArray());
        JsonNode levels = expect("level");
        for (int i = 0; i < filters.length; i++) {
            assertThat(filters[i].levels()).isEqualTo(integers(levels.get(i)));
        }
        quantizedWeights(quantizer, w);
    }

    private void ternaryPerFilter() {
        assertThat(Ternary.THRESHOLD_FACTOR)
                .isEqualTo(params.get("threshold_factor").asDouble());
        Ternary quantizer = new Ternary(Ternary.Scale.MEAN_OF_ALL);
        double[][] w = matrix(inputs.get("w"));
        double[] means =
                Arrays.stream(w).mapToDouble(FilterQuantizer::meanMagnitude).toArray();
        QuantizedFilter[] filters = quantized(quantizer, w);

        near("mean_abs", means);
        near("threshold", Arrays.stream(means).map(quantizer::threshold).toArray());
        JsonNode mask = expect("mask");
        for (int i = 0; i < filters.length; i++) {
            assertThat(Arrays.stream(filters[i].levels()).map(Math::abs).toArray())
                    .isEqualTo(integers(mask.get(i)));
        }
        quantizedWeights(quantizer, w);
    }

    private void binaryPerFilter() {
        Binary quantizer = new Binary();
        double[][] w = matrix(inputs.get("w"));

        near(
                "mean_abs",
                Arrays.stream(w).mapToDouble(FilterQuantizer::meanMagnitude).toArray());
        assertThat(quantizer.quantize(new double[] {0, 1}).levels()[0])
                .isEqualTo(params.get("sign_of_zero").asInt());
        quantizedWeights(quantizer, w);
    }

    private void outputs() {
        double clip = params.has("eps") ? params.get("eps").asDouble() : OutputComparison.KERAS_CLIP;
        double[][] p = matrix(inputs.get("fp32"));
        double[][] q = matrix(inputs.get("quint8"));
        OutputComparison all = new OutputComparison(clip);
        double[] crossEntropies = new double[p.length];
        double[] divergences = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            INDArray reference = Nd4j.createFromArray(new double[][] {p[i]});
            INDArray quantized = Nd4j.createFromArray(new double[][] {q[i]});
            OutputComparison single = new OutputComparison(clip);
            single.add(reference, quantized);
            all.add(reference, quantized);
            crossEntropies[i] = single.qce();
            divergences[i] = single.qkl();
        }
        if (expected.has("qmse")) {
            near("qmse", all.qmse());
        }
        if (expected.has("qce")) {
            near("qce", all.qce());
            near("per_sample", crossEntropies);
        }
        if (expected.has("qkl")) {
            near("qkl", all.qkl());
            near("per_sample", divergences);
        }
    }

    private void percentDecrease() {
        near(
                "value",
                new AccuracyDecrease(
                                inputs.get("fp32").asDouble(),
                                inputs.get("quint8").asDouble())
                        .percent());
    }

    private void signalToNoise() {
        assertThat(params.get("log_base").asInt()).isEqualTo(10);
        SignalToNoise ratio = SignalToNoise.of(vector("x"), vector("xq"));
        near("signal", ratio.signal());
        near("noise", ratio.noise());
        near("sqnr_db", ratio.decibels());
    }

    private void averagePrecision() {
        ChannelPrecision precision =
                ChannelPrecision.of(Nd4j.createFromArray(matrix(inputs.get("tensor_by_output_channel"))), 0);
        near(
                "channel_range",
                precision.channels().stream().mapToDouble(Range::width).toArray());
        near("tensor_range", precision.tensor().width());
        near("precision", precision.precisions());
        near("average_precision", precision.average());
    }

    private void operationCount() {
        int kernel = params.get("kernel").asInt();
        OperationCount count = new OperationCount(
                kernel,
                kernel,
                params.get("cin").asLong(),
                params.get("cout").asLong(),
                params.get("groups").asLong(),
                params.get("height").asInt(),
                params.get("width").asInt());
        assertThat(count.macs()).isEqualTo(expect("macs").asLong());
        assertThat(count.parameters()).isEqualTo(expect("params").asLong());
    }

    private void modelSize(String id) {
        ModelSize size =
                switch (id) {
                    case "csize-toy" -> new ModelSize(
                            StreamSupport.stream(inputs.get("layers").spliterator(), false)
                                    .map(layer -> new Layer(
                                            layer.get("filters").asLong(),
                                            layer.get("cin_per_filter").asLong(),
                                            layer.get("k").asInt(),
                                            layer.get("k").asInt(),
                                            layer.get("bits").asInt()))
                                    .toList());
                    case "csize-resnet26-4bit" -> resNet26();
                    case "csize-vgg11C-4bit" -> vgg11C();
                    default -> throw new AssertionError("No layers for '" + id + "'.");
                };
        if (expected.has("weights")) {
            assertThat(size.weights()).isEqualTo(expect("weights").asLong());
        }
        assertThat(size.bits()).isEqualTo(expect("bits").asLong());
    }

    /** Stem, three stages of four basic blocks at 16, 32 and 64 channels without shortcut weights, classifier. */
    private static ModelSize resNet26() {
        List<Layer> layers = new ArrayList<>(List.of(new Layer(16, 3, 3, 3, 8)));
        int in = 16;
        for (int width : new int[] {16, 32, 64}) {
            for (int convolution = 0; convolution < 8; convolution++) {
                layers.add(new Layer(width, in, 3, 3, 4));
                in = width;
            }
        }
        layers.add(Layer.dense(64, 100, 8));
        return new ModelSize(layers);
    }

    /** Stem, then a pointwise and a depthwise convolution at each position, classifier. */
    private static ModelSize vgg11C() {
        List<Layer> layers = new ArrayList<>(List.of(new Layer(64, 3, 3, 3, 8)));
        int in = 64;
        for (int width : new int[] {128, 256, 256, 512, 512, 512, 512}) {
            layers.add(new Layer(width, in, 1, 1, 4));
            layers.add(new Layer(width, 1, 3, 3, 4));
            in = width;
        }
        layers.add(Layer.dense(512, 100, 8));
        return new ModelSize(layers);
    }

    private void varianceOfMeanMagnitude() {
        near(
                "variance",
                MeanMagnitudeVariance.corrected(
                        params.get("sigma").asDouble(),
                        params.get("d").asLong(),
                        params.get("pairwise_correlation").asDouble()));
    }

    private void initializerScale() {
        int[] hwio = integers(params.get("kernel_shape_hwio"));
        assertThat(params.get("fan_convention").asText()).isEqualTo("kernel_shape");
        // TensorFlow stores a depthwise kernel as (kh, kw, channels, multiplier), here with multiplier 1.
        boolean depthwise = hwio[0] > 1 && hwio[3] == 1;
        Fans fans = depthwise
                ? Fans.ofConvolution(hwio[2], 1, hwio[0], hwio[1], hwio[2], FanConvention.KERNEL_SHAPE)
                : Fans.ofConvolution(hwio[3], hwio[2], hwio[0], hwio[1], 1, FanConvention.KERNEL_SHAPE);

        assertThat(fans.in()).isEqualTo(expect("fan_in").asLong());
        assertThat(fans.out()).isEqualTo(expect("fan_out").asLong());
        near("glorot_uniform_limit", Initializer.GLOROT_UNI.distribution(fans).limit());
        near("glorot_normal_std", Initializer.GLOROT_NORM.distribution(fans).standardDeviation());
        near("he_uniform_limit", Initializer.HE_UNI.distribution(fans).limit());
        near("he_normal_std", Initializer.HE_NORM.distribution(fans).standardDeviation());
        near(
                "mod_glorot_med_limit",
                Initializer.MOD_GLOROT_UNI_MED.distribution(fans).limit());
        near(
                "mod_glorot_large_limit",
                Initializer.MOD_GLOROT_UNI_LARGE.distribution(fans).limit());
    }

    private static QuantizedFilter[] quantized(FilterQuantizer quantizer, double[][] w) {
        return Arrays.stream(w).map(quantizer::quantize).toArray(QuantizedFilter[]::new);
    }

    private void quantizedWeights(FilterQuantizer quantizer, double[][] w) {
        nearMatrix(
                "w_q",
                Arrays.stream(quantized(quantizer, w))
                        .map(QuantizedFilter::values)
                        .toArray(double[][]::new));
        nearMatrix("w_q", quantizer.quantize(Nd4j.createFromArray(w)).toDoubleMatrix());
    }

    private void requireRounding() {
        assertThat(params.get("rounding").asText()).isEqualTo("half_away_from_zero");
    }

    private JsonNode expect(String key) {
        unchecked.remove(key);
        return expected.get(key);
    }

    private void near(String key, double... actual) {
        JsonNode node = expect(key);
        double[] values = node.isArray() ? doubles(node) : new double[] {node.asDouble()};
        assertThat(actual).as(key).containsExactly(values, TOLERANCE);
    }

    private void nearMatrix(String key, double[][] actual) {
        double[][] values = matrix(expect(key));
        assertThat(actual).as(key).hasNumberOfRows(values.length);
        for (int i = 0; i < values.length; i++) {
            assertThat(actual[i]).as(key).containsExactly(values[i], TOLERANCE);
        }
    }

    private INDArray vector(String input) {
        return Nd4j.createFromArray(doubles(inputs.get(input)));
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static double[][] matrix(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(QuantizerVectorTests::doubles)
                .toArray(double[][]::new);
    }

    private static int[] integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    private static JsonNode read() {
        try (InputStream file = QuantizerVectorTests.class.getResourceAsStream("/quantizer-vectors.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
