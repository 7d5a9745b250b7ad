package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.Range;

/** Layers that quantize with the range of the batch, and fold batch normalisation with its statistics. */
@ExtendWith(DoubleArithmetic.class)
class QuantizedLayerTests {
    /** Two ways to add up the same doubles. */
    private static final double ROUNDING = 1e-10;

    private static final INDArray IMAGES = TinyNetworks.normal(DataType.DOUBLE, 5, 6, 7, 6, 2);
    private static final INDArray LABELS = TinyNetworks.labels(DataType.DOUBLE, 6);

    private static Convolution.Builder convolution(int kernel, int stride, int groups) {
        return new Convolution.Builder(kernel, kernel)
                .nOut(4)
                .stride(stride, stride)
                .groups(groups)
                .hasBias(false);
    }

    private static BatchQuantizer quantizer(int bits, BatchQuantizer.Model model, double clippedPercent) {
        return new BatchQuantizer(bits, model, clippedPercent, GradientConvention.CLIP_AWARE, 3);
    }

    private static ComputationGraph network(Function<GraphBuilder, String> body) {
        return TinyNetworks.forGradientCheck(TinyNetworks.images(7, 6, 2), body);
    }

    private static void pass(ComputationGraph network) {
        network.setInput(0, IMAGES);
        network.setLabel(0, LABELS);
        network.computeGradientAndScore();
    }

    /** A pointwise layer below gives the layer under test an input gradient to pass on. */
    private static ComputationGraph folded(Convolution.Builder convolution, BatchQuantizer quantizer, boolean flows) {
        return network(graph -> {
            graph.addLayer("below", new Convolution.Builder(1, 1).nOut(2).build(), "input")
                    .addLayer(
                            "layer",
                            new QuantizedConvolution.Builder(convolution.build(), quantizer)
                                    .foldBatchNorm(1e-5)
                                    .statisticsGradient(flows)
                                    .build(),
                            "below");
            return "layer";
        });
    }

    private static ComputationGraph apart(Convolution.Builder convolution) {
        return network(graph -> {
            graph.addLayer("below", new Convolution.Builder(1, 1).nOut(2).build(), "input")
                    .addLayer("layer", convolution.build(), "below")
                    .addLayer("norm", new BatchNorm.Builder().epsilon(1e-5).build(), "layer");
            return "norm";
        });
    }

    private static void copy(ComputationGraph from, ComputationGraph to) {
        for (String key : new String[] {"below_W", "below_b", "layer_W", "logits_W", "logits_b"}) {
            to.getParam(key).assign(from.getParam(key));
        }
        to.getParam("layer_gamma").assign(from.getParam("norm_gamma"));
        to.getParam("layer_beta").assign(from.getParam("norm_beta"));
    }

    @ParameterizedTest(name = "kernel {0}, stride {1}, groups {2}")
    @CsvSource({"1, 1, 1", "3, 1, 1", "3, 2, 1", "3, 1, 2"})
    void aFoldedFloatConvolutionHasTheLossAndAllGradientsOfConvolutionAndBatchNormalisation(
            int kernel, int stride, int groups) {
        ComputationGraph reference = apart(convolution(kernel, stride, groups));
        TinyNetworks.randomizeParameters(reference, 3);
        ComputationGraph folded = folded(convolution(kernel, stride, groups), null, true);
        copy(reference, folded);

        pass(reference);
        pass(folded);

        assertThat(folded.score()).isEqualTo(reference.score(), within(ROUNDING));
        assertSame(folded, "layer_W", reference, "layer_W");
        assertSame(folded, "layer_gamma", reference, "norm_gamma");
        assertSame(folded, "layer_beta", reference, "norm_beta");
        assertSame(folded, "below_W", reference, "below_W");
        assertSame(folded, "below_b", reference, "below_b");
    }

    private static void assertSame(ComputationGraph a, String keyA, ComputationGraph b, String keyB) {
        double[] actual = a.gradient().getGradientFor(keyA).dup('c').data().asDouble();
        double[] expected = b.gradient().getGradientFor(keyB).dup('c').data().asDouble();
        assertThat(actual).as("gradient at %s", keyA).containsExactly(expected, within(ROUNDING));
    }

    @Test
    void withoutTheStatisticsGradientMeanAndVarianceCountAsConstants() {
        ComputationGraph flowing = folded(convolution(3, 1, 1), null, true);
        TinyNetworks.randomizeParameters(flowing, 3);
        ComputationGraph constant = folded(convolution(3, 1, 1), null, false);
        constant.setParams(flowing.params());

        pass(flowing);
        pass(constant);

        assertThat(constant.score()).isEqualTo(flowing.score());
        assertSame(constant, "layer_gamma", flowing, "layer_gamma");
        // Normalised outputs do not change with the scale of a filter, so its true gradient is orthogonal to it.
        INDArray filters = flowing.getParam("layer_W");
        // All but for epsilon.
        double radial = Math.abs(product(flowing.gradient().getGradientFor("layer_W"), filters));
        assertThat(Math.abs(product(constant.gradient().getGradientFor("layer_W"), filters)))
                .isGreaterThan(20 * radial);
    }

    private static double product(INDArray a, INDArray b) {
        return a.mul(b).sumNumber().doubleValue();
    }

    @Test
    void whatIsQuantizedAreTheFoldedWeights() {
        ComputationGraph floating = folded(convolution(3, 1, 1), null, true);
        ComputationGraph quantized = folded(convolution(3, 1, 1), quantizer(3, BatchQuantizer.Model.ROUNDING, 0), true);
        TinyNetworks.randomizeParameters(floating, 3);
        quantized.setParams(floating.params());
        INDArray input = floating.feedForward(IMAGES, true).get("below");
        INDArray unfolded = new Reference(input, floating.getParam("layer_W")).output();
        INDArray rows = unfolded.reshape(-1, 4);
        INDArray factor = floating.getParam("layer_gamma")
                .div(Nd4j.math.sqrt(rows.var(false, 0).reshape(1, 4).add(1e-5)));
        INDArray foldedWeights = floating.getParam("layer_W")
                .mul(factor.reshape(4, 1, 1, 1)
                        .broadcast(floating.getParam("layer_W").shape()));
        INDArray grid = AffineQuantizer.of(
                        new Range(
                                foldedWeights.minNumber().doubleValue(),
                                foldedWeights.maxNumber().doubleValue()),
                        3)
                .fakeQuantize(foldedWeights);
        INDArray bias =
                floating.getParam("layer_beta").sub(factor.mul(rows.mean(0).reshape(1, 4)));
        INDArray expected = new Reference(input, grid).output();
        expected.reshape(-1, 4).addiRowVector(bias);

        INDArray actual = quantized.feedForward(IMAGES, true).get("layer");

        assertThat(actual.dup('c').data().asDouble())
                .containsExactly(expected.dup('c').data().asDouble(), within(1e-8));
    }

    /** A plain convolution with given weights. */
    private record Reference(INDArray input, INDArray weights) {
        INDArray output() {
            ComputationGraph network = network(graph -> {
                graph.addLayer("layer", convolution(3, 1, 1).build(), "input");
                return "layer";
            });
            network.getParam("layer_W").assign(weights);
            return network.feedForward(input, true).get("layer").dup('c');
        }
    }

    @Test
    void activationsTakeTheValuesOfAGridOverTheRangeOfTheBatch() {
        ComputationGraph network = quantizing(quantizer(2, BatchQuantizer.Model.ROUNDING, 0));

        INDArray quantized = network.feedForward(IMAGES, true).get("layer");

        Range range =
                new Range(IMAGES.minNumber().doubleValue(), IMAGES.maxNumber().doubleValue());
        assertThat(quantized).isEqualTo(AffineQuantizer.of(range, 2).fakeQuantize(IMAGES));
        assertThat(Arrays.stream(quantized.dup('c').data().asDouble()).distinct())
                .hasSizeLessThanOrEqualTo(4);
    }

    private static ComputationGraph quantizing(BatchQuantizer quantizer) {
        return network(graph -> {
            graph.addLayer("layer", new BatchFakeQuantize.Builder(quantizer).build(), "input");
            return "layer";
        });
    }

    @Test
    void noiseStaysWithinHalfAStepAndIsTheSameInEveryPassButNotForEverySeed() {
        BatchQuantizer noisy = quantizer(2, BatchQuantizer.Model.NOISE, 0);
        ComputationGraph network = quantizing(noisy);
        BatchQuantizer other = new BatchQuantizer(2, BatchQuantizer.Model.NOISE, 0, GradientConvention.CLIP_AWARE, 4);

        INDArray first = network.feedForward(IMAGES, true).get("layer").dup('c');
        INDArray second = network.feedForward(IMAGES, true).get("layer").dup('c');
        INDArray third =
                quantizing(other).feedForward(IMAGES, true).get("layer").dup('c');

        AffineQuantizer quantizer = AffineQuantizer.of(
                new Range(IMAGES.minNumber().doubleValue(), IMAGES.maxNumber().doubleValue()), 2);
        double[] values = IMAGES.dup('c').data().asDouble();
        double[] noise = first.data().asDouble();
        for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(noise[i] - quantizer.range().clamp(values[i])))
                    .isLessThanOrEqualTo(quantizer.scale() / 2 + ROUNDING);
        }
        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(first);
    }

    @Test
    void clippedActivationsPassNoGradient() {
        BatchQuantizer clipping = quantizer(8, BatchQuantizer.Model.ROUNDING, 20);
        ComputationGraph network = network(graph -> {
            graph.addLayer("below", new Convolution.Builder(1, 1).nOut(3).build(), "input")
                    .addLayer("layer", new BatchFakeQuantize.Builder(clipping).build(), "below");
            return "layer";
        });
        ComputationGraph whole = network(graph -> {
            graph.addLayer("below", new Convolution.Builder(1, 1).nOut(3).build(), "input")
                    .addLayer(
                            "layer",
                            new BatchFakeQuantize.Builder(quantizer(8, BatchQuantizer.Model.ROUNDING, 0)).build(),
                            "below");
            return "layer";
        });
        whole.setParams(network.params());

        pass(network);
        pass(whole);

        // 40 % of the values are outside the percentiles, so the bias collects from fewer.
        assertThat(network.gradient().getGradientFor("below_b").norm1Number().doubleValue())
                .isNotEqualTo(
                        whole.gradient().getGradientFor("below_b").norm1Number().doubleValue());
        assertThat(network.gradient().getGradientFor("below_W").norm2Number().doubleValue())
                .isLessThan(
                        whole.gradient().getGradientFor("below_W").norm2Number().doubleValue());
    }

    @Test
    void aNumberThatIsNotFiniteReachesTheLoss() {
        ComputationGraph network = folded(convolution(3, 1, 1), quantizer(4, BatchQuantizer.Model.ROUNDING, 0), true);
        network.getParam("layer_gamma").assign(Double.NaN);

        pass(network);

        assertThat(network.score()).isNaN();
    }

    @Test
    void aDenseLayersWeightsAreQuantizedAndItsBiasIsNot() {
        ComputationGraph network = network(graph -> {
            graph.addLayer(
                    "layer",
                    new QuantizedDense.Builder(
                                    new Dense.Builder().nIn(84).nOut(5).build(),
                                    quantizer(2, BatchQuantizer.Model.ROUNDING, 0))
                            .build(),
                    "input");
            return "layer";
        });
        network.getParam("layer_b").assign(0.123);

        INDArray output = network.feedForward(IMAGES, true).get("layer");

        INDArray weights = network.getParam("layer_W");
        INDArray grid = AffineQuantizer.of(
                        new Range(
                                weights.minNumber().doubleValue(),
                                weights.maxNumber().doubleValue()),
                        2)
                .fakeQuantize(weights);
        INDArray expected = IMAGES.reshape('c', new long[] {6, 84}).mmul(grid).addi(0.123);
        assertThat(output.dup('c').data().asDouble())
                .containsExactly(expected.dup('c').data().asDouble(), within(ROUNDING));
    }

    @Test
    void aConvolutionWithBiasAndItsRectifierApartComputesAndLearnsAsOneOnTheGridDoes() {
        BatchQuantizer threeBits = quantizer(3, BatchQuantizer.Model.ROUNDING, 0);
        ComputationGraph split = network(graph -> {
            graph.addLayer("below", new Convolution.Builder(1, 1).nOut(2).build(), "input")
                    .addLayer(
                            "layer",
                            new QuantizedConvolution.Builder(
                                            convolution(3, 1, 2).hasBias(true).build(), threeBits)
                                    .build(),
                            "below")
                    .addLayer("rectified", new Rectification.Builder(Rectifier.RELU).build(), "layer");
            return "rectified";
        });
        ComputationGraph onGrid = network(graph -> {
            graph.addLayer("below", new Convolution.Builder(1, 1).nOut(2).build(), "input")
                    .addLayer(
                            "layer",
                            convolution(3, 1, 2)
                                    .hasBias(true)
                                    .rectifier(Rectifier.RELU)
                                    .build(),
                            "below");
            return "layer";
        });
        TinyNetworks.randomizeParameters(split, 3);
        onGrid.setParams(split.params());
        INDArray weights = split.getParam("layer_W");
        Range range =
                new Range(weights.minNumber().doubleValue(), weights.maxNumber().doubleValue());
        onGrid.getParam("layer_W").assign(AffineQuantizer.of(range, 3).fakeQuantize(weights));

        pass(split);
        pass(onGrid);

        assertThat(split.score()).isEqualTo(onGrid.score(), within(ROUNDING));
        // Straight through: the weights get the gradient that the rounded ones have.
        for (String key : new String[] {"layer_W", "layer_b", "below_W", "below_b", "logits_W"}) {
            assertSame(split, key, onGrid, key);
        }
    }

    @Test
    void batchNormalisationIsFoldedOnlyWhereThereIsNoBias() {
        Convolution biased = convolution(3, 1, 1).hasBias(true).nIn(2).build();
        QuantizedConvolution.Builder layer =
                new QuantizedConvolution.Builder(biased, quantizer(4, BatchQuantizer.Model.ROUNDING, 0));

        assertThatThrownBy(() -> layer.foldBatchNorm(1e-5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without bias");
        assertThatThrownBy(() -> new QuantizedConvolution.Builder(biased.withRectifier(Rectifier.RELU), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without rectifier");
    }

    @Test
    void savedConfigurationsComeBackEqual() {
        ComputationGraph network = network(graph -> {
            graph.addLayer(
                            "convolution",
                            new QuantizedConvolution.Builder(
                                            convolution(3, 1, 1).build(), quantizer(4, BatchQuantizer.Model.NOISE, 1))
                                    .foldBatchNorm(1e-3)
                                    .build(),
                            "input")
                    .addLayer(
                            "quantize",
                            new BatchFakeQuantize.Builder(quantizer(4, BatchQuantizer.Model.ROUNDING, 0)).build(),
                            "convolution")
                    .addLayer(
                            "dense",
                            new QuantizedDense.Builder(
                                            new Dense.Builder().nOut(5).build(),
                                            quantizer(4, BatchQuantizer.Model.ROUNDING, 0))
                                    .build(),
                            "quantize");
            return "dense";
        });

        assertThat(org.deeplearning4j.nn.conf.ComputationGraphConfiguration.fromJson(
                        network.getConfiguration().toJson()))
                .isEqualTo(network.getConfiguration());
    }
}
