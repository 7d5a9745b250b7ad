package org.quantzoo.zoo.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.images;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.labelled;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.onPaper;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.pixels;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.tiny;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.trained;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.analysis.ErrorAttribution.LayerEffect;
import org.quantzoo.zoo.analysis.ErrorAttribution.Part;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.posttraining.OutputQuantization;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.quantization.RangeEstimator;

@ExtendWith(Float32.class)
class ErrorAttributionTests {

    @Test
    void on_paper_the_convolution_alone_turns_a_decision() {
        ComputationGraph network = onPaper();
        QuantizationScheme twoBits = new QuantizationScheme(
                2, 8, new RangeEstimator.Absolute(), new RangeEstimator.Absolute(), OutputQuantization.PROBABILITIES);
        // With two bits the filter (0.5, -2) becomes (1, -2): (1, -0.2) gives 0.9 in float and 1.4 quantized beside
        // the other filter's 1, and (1, 0.2) gives 0.1 and 0.6.
        DataSet evaluation = new DataSet(
                pixels(new float[] {1, -0.2f}, new float[] {1, 0.2f}),
                Nd4j.createFromArray(new float[][] {{1, 0}, {1, 0}}));
        ErrorAttribution attribution = ErrorAttribution.of(
                network, twoBits, List.of(pixels(new float[] {2, -1}, new float[] {-1, 2})), List.of(evaluation));

        assertThat(attribution.samples()).isEqualTo(2);
        assertThat(attribution.floatAccuracy()).isEqualTo(100);
        LayerEffect convolution = effect(attribution, "conv", Part.WEIGHTS);
        assertThat(convolution.effect().accuracy()).isEqualTo(50);
        assertThat(convolution.effect().accuracyLoss()).isEqualTo(50);
        double exact = sigmoid(1 - 0.9);
        double coarse = sigmoid(1 - 1.4);
        double exact2 = sigmoid(1 - 0.1);
        double coarse2 = sigmoid(1 - 0.6);
        assertThat(convolution.effect().error().qmse())
                .isCloseTo(
                        (Math.pow(exact - coarse, 2) + Math.pow(exact2 - coarse2, 2)) / 2,
                        within(1e-6)); // float arithmetic on values of order 1
        assertThat(effect(attribution, "logits", Part.WEIGHTS).effect().error().qmse())
                .as("identity weights lie on the grid")
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void every_layer_has_its_parts_and_inputs_and_sums_have_activations_alone() {
        ComputationGraph network =
                trained(tiny(ComplexBlockCnn.builder()).blocksPerStage(1, 1, 1).build());
        ErrorAttribution attribution =
                ErrorAttribution.of(network, QuantizationScheme.quint8(), List.of(images(8, 1)), labelled(2, 10));

        assertThat(attribution.layers().get(0).name()).isEqualTo("input");
        assertThat(attribution.layers())
                .filteredOn(layer -> !layer.kind().hasWeights())
                .isNotEmpty()
                .allSatisfy(layer -> assertThat(layer.part()).isEqualTo(Part.ACTIVATIONS));
        assertThat(attribution.layers())
                .filteredOn(layer -> layer.name().equals("stem.conv"))
                .extracting(LayerEffect::part)
                .containsExactly(Part.WEIGHTS, Part.ACTIVATIONS, Part.BOTH);
        assertThat(attribution.layers())
                .filteredOn(layer -> layer.name().equals("logits"))
                .as("the scheme quantizes the probabilities in their place")
                .extracting(LayerEffect::part)
                .containsExactly(Part.WEIGHTS);
        assertThat(attribution.layers())
                .allSatisfy(layer -> assertThat(layer.effect().accuracyLoss())
                        .isCloseTo(attribution.floatAccuracy() - layer.effect().accuracy(), within(1e-12)));
        assertThat(attribution.whole().error().qmse()).isPositive();
    }

    @Test
    void an_attribution_without_labelled_samples_is_refused() {
        assertThatThrownBy(() -> ErrorAttribution.of(
                        onPaper(), QuantizationScheme.quint8(), List.of(pixels(new float[] {1, 1})), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one labelled batch");
    }

    private static LayerEffect effect(ErrorAttribution attribution, String layer, Part part) {
        return attribution.layers().stream()
                .filter(effect -> effect.name().equals(layer) && effect.part() == part)
                .findFirst()
                .orElseThrow();
    }

    /** The first of two softmax probabilities whose logits differ by x. */
    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
