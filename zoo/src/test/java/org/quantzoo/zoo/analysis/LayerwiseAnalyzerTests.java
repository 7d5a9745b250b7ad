package org.quantzoo.zoo.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.images;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.onPaper;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.pixels;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.tiny;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.trained;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.models.BlockNetwork;
import org.quantzoo.zoo.models.ComplexBlock;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.models.FactorizationRate;
import org.quantzoo.zoo.models.FactorizeNet;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;
import org.quantzoo.zoo.posttraining.BatchNormFolding;
import org.quantzoo.zoo.posttraining.Calibration;
import org.quantzoo.zoo.posttraining.OutputQuantization;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.quantization.OutputComparison;
import org.quantzoo.zoo.quantization.Range;
import org.quantzoo.zoo.quantization.RangeEstimator;
import org.quantzoo.zoo.quantization.TensorStatistics;

@ExtendWith(Float32.class)
class LayerwiseAnalyzerTests {

    private static QuantizationScheme absolute(int bits) {
        return new QuantizationScheme(
                bits,
                bits,
                new RangeEstimator.Absolute(),
                new RangeEstimator.Absolute(),
                OutputQuantization.PROBABILITIES);
    }

    /** Numbers on paper against float arithmetic on values of order 1. */
    private static final Offset<Double> FLOAT = within(1e-6);

    @Test
    void a_network_on_paper_gives_the_numbers_on_paper() {
        // Inputs (1, 1), (-1, -2): the convolution gives (1, -1.5) and (-1, 3.5), rectified (1, 0) and (0, 3.5).
        LayerwiseAnalysis analysis = new LayerwiseAnalyzer(absolute(2))
                .analyze(onPaper(), List.of(pixels(new float[] {1, 1}), pixels(new float[] {-1, -2})));

        assertThat(analysis.samples()).isEqualTo(2);
        assertThat(analysis.layers()).extracting(LayerStatistics::name).containsExactly("input", "conv", "logits");
        assertThat(analysis.layers()).extracting(LayerStatistics::index).containsExactly(0, 1, 2);

        LayerStatistics input = analysis.layer("input");
        assertThat(input.weights()).isNull();
        assertThat(input.activations().range()).isEqualTo(new Range(-2, 1));
        // The grid -2, -1, 0, 1 holds every input.
        assertThat(input.activations().error().noise()).isZero();
        assertThat(input.activations().averagePrecision()).isCloseTo((2 / 3.0 + 3 / 3.0) / 2, FLOAT);

        LayerStatistics conv = analysis.layer("conv");
        TensorStatistics weights = conv.weights().folded();
        assertThat(weights.range()).isEqualTo(new Range(-2, 1));
        assertThat(weights.averagePrecision()).isCloseTo((1 / 3.0 + 2.5 / 3) / 2, FLOAT);
        // 0.5 is a tie and becomes 1.
        assertThat(weights.error().noise()).isCloseTo(0.25 / 4, FLOAT);
        assertThat(weights.sparsity()).isEqualTo(0.25);
        assertThat(conv.activations().range()).isEqualTo(new Range(0, 3.5));
        assertThat(conv.activations().sparsity()).isEqualTo(0.5);
        // Step 7/6: 1 becomes 7/6, the others lie on the grid.
        assertThat(conv.activations().error().noise()).isCloseTo(1 / 36.0 / 4, FLOAT);
        // In the quantized network the weights are (1, 0), (1, -2): outputs (1, 0), (0, 3), on the grid 7/6 and 7/2.
        assertThat(conv.inQuantizedNetwork().noise()).isCloseTo(1 / 36.0 / 4, FLOAT);
        assertThat(conv.inQuantizedNetwork().signal()).isCloseTo((1 + 12.25) / 4, FLOAT);

        // Identity weights are exact, so the logits carry the convolution's error on: they are not quantized
        // themselves.
        LayerStatistics logits = analysis.layer("logits");
        assertThat(logits.weights().folded().error().noise()).isZero();
        assertThat(logits.inQuantizedNetwork().noise()).isCloseTo(1 / 36.0 / 4, FLOAT);
        assertThat(logits.activations().extremes().max()).isCloseTo(3.5, FLOAT);
    }

    static Stream<BlockNetwork> families() {
        return Stream.of(
                tiny(SimpleBlockCnn.builder()).build(),
                tiny(SimpleBlockCnn.builder()).batchNorm(false).build(),
                tiny(SimpleBlockCnn.builder())
                        .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                        .build(),
                tiny(FactorizeNet.builder()).rate(FactorizationRate.uniform(2)).build(),
                tiny(ComplexBlockCnn.builder()).build(),
                tiny(ComplexBlockCnn.builder())
                        .block(ComplexBlock.INVERTED_RESIDUAL)
                        .expansion(2)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("families")
    void every_quantized_tensor_is_measured_as_folding_and_calibration_find_it(BlockNetwork description) {
        ComputationGraph network = trained(description);
        INDArray before = network.params().dup();
        List<INDArray> samples = List.of(images(6, 1), images(3, 2));
        LayerwiseAnalysis analysis = LayerwiseAnalyzer.quint8().analyze(network, samples);
        ComputationGraph folded = BatchNormFolding.fold(network);
        Calibration calibration =
                Calibration.observe(folded, samples, QuantizationScheme.quint8().activationRange());
        var quantized = new PostTrainingQuantizer(QuantizationScheme.quint8()).quantize(folded, calibration);

        assertThat(network.params()).isEqualTo(before);
        assertThat(analysis.samples()).isEqualTo(9);
        assertThat(analysis.weightedLayers())
                .extracting(LayerStatistics::name)
                .containsExactlyInAnyOrderElementsOf(quantized.weights().keySet());
        assertThat(analysis.layers())
                .extracting(LayerStatistics::name)
                .containsAll(quantized.activations().keySet().stream()
                        .filter(name -> !name.equals("output"))
                        .toList());
        for (LayerStatistics layer : analysis.layers()) {
            assertThat(layer.activations().range()).isEqualTo(calibration.range(layer.name()));
            if (layer.weights() == null) {
                continue;
            }
            INDArray raw = network.getLayer(layer.name()).getParam("W");
            assertThat(layer.weights().raw().extremes()).isEqualTo(new RangeEstimator.Absolute().estimate(raw));
            assertThat(layer.weights().folded().quantizer())
                    .isEqualTo(quantized.weights().get(layer.name()));
            long outputs = layer.kind() == LayerKind.DENSE ? raw.size(1) : raw.size(0);
            assertThat(layer.weights().folded().channels()).hasSize((int) outputs);
            assertThat(layer.activations().channels()).hasSize((int) outputs);
        }
        OutputComparison direct = new OutputComparison();
        for (INDArray batch : samples) {
            direct.add(folded.outputSingle(batch), quantized.network().outputSingle(batch));
        }
        // The analysis folds anew, in the same arithmetic where kernels compute in float32.
        assertThat(analysis.output().qmse()).isCloseTo(direct.qmse(), within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("families")
    void errors_accumulate_from_nothing_at_the_input_and_vanish_with_sixteen_bits(BlockNetwork description) {
        ComputationGraph network = trained(description);
        List<INDArray> samples = List.of(images(8, 3));
        LayerwiseAnalysis fine = new LayerwiseAnalyzer(absolute(16)).analyze(network, samples);
        LayerwiseAnalysis coarse = new LayerwiseAnalyzer(absolute(4)).analyze(network, samples);

        assertThat(coarse.layers().get(0).inQuantizedNetwork().noise())
                .as("the input is quantized in place")
                .isCloseTo(coarse.layers().get(0).activations().error().noise(), within(1e-9));
        for (LayerStatistics layer : fine.layers()) {
            // 16 bits have a signal-to-noise ratio of 98 dB for a full-range sine; 40 dB leaves room for 20 layers of
            // propagation, where a wrong pair of tensors would show as 0 dB.
            assertThat(layer.inQuantizedNetwork().decibels()).as(layer.name()).isGreaterThan(40);
        }
        assertThat(coarse.output().qmse()).isGreaterThan(fine.output().qmse());
    }

    @Test
    void folding_changes_the_weights_of_layers_with_batch_normalisation_alone() {
        LayerwiseAnalysis with = LayerwiseAnalyzer.quint8()
                .analyze(trained(tiny(SimpleBlockCnn.builder()).build()), List.of(images(4, 1)));
        LayerwiseAnalysis without = LayerwiseAnalyzer.quint8()
                .analyze(trained(tiny(SimpleBlockCnn.builder()).batchNorm(false).build()), List.of(images(4, 1)));

        WeightStatistics stem = with.layer("stem.conv").weights();
        assertThat(stem.folded()).isNotEqualTo(stem.raw());
        assertThat(with.layer("dense1").weights().folded())
                .isEqualTo(with.layer("dense1").weights().raw());
        assertThat(without.weightedLayers())
                .allSatisfy(layer -> assertThat(layer.weights().folded())
                        .isEqualTo(layer.weights().raw()));
    }

    @Test
    void an_untrained_dead_network_shows_ranges_that_shrink_layer_by_layer() {
        LayerwiseAnalysis dead = LayerwiseAnalyzer.quint8()
                .analyze(
                        tiny(SimpleBlockCnn.builder())
                                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                                .batchNorm(false)
                                .initializer(Initializer.GLOROT_UNI)
                                .build()
                                .init(),
                        List.of(images(4, 1)));
        double stem = dead.layer("stem.conv").activations().range().width();
        double last = dead.layer("block9.pointwise").activations().range().width();
        assertThat(last).isLessThan(stem * 1e-3);
    }

    @Test
    void looking_at_a_network_leaves_the_random_generator_where_it_was() {
        ComputationGraph network = trained(tiny(SimpleBlockCnn.builder()).build());
        Nd4j.getRandom().setSeed(5);
        double next = Nd4j.rand(1).getDouble(0);
        Nd4j.getRandom().setSeed(5);
        LayerwiseAnalyzer.quint8().analyze(network, List.of(images(2, 1)));
        assertThat(Nd4j.rand(1).getDouble(0)).isEqualTo(next);
    }

    @Test
    void an_analysis_without_samples_is_refused() {
        assertThatThrownBy(() -> LayerwiseAnalyzer.quint8().analyze(onPaper(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one sample");
    }
}
