package org.quantzoo.zoo.posttraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.models.SimpleBlockCnn;

class QuantizedPartsTests {
    private static final PostTrainingQuantizer QUANTIZER = new PostTrainingQuantizer(QuantizationScheme.quint8());

    private static ComputationGraph folded;
    private static Calibration calibration;

    @BeforeAll
    static void train() {
        folded = BatchNormFolding.fold(TrainedNetworks.trained(SimpleBlockCnn.builder()
                .width(0.0625)
                .inputShape(3, 16, 16)
                .hiddenUnits(8)
                .build()));
        calibration = Calibration.observe(
                folded,
                List.of(TrainedNetworks.images(8, 1)),
                QuantizationScheme.quint8().activationRange());
    }

    @Test
    void weights_of_one_layer_change_that_layer_alone_and_insert_nothing() {
        QuantizedNetwork quantized = QUANTIZER.quantize(folded, calibration, QuantizedParts.weightsOf("block3.conv"));

        assertThat(quantized.weights()).containsOnlyKeys("block3.conv");
        assertThat(quantized.activations()).isEmpty();
        assertThat(weights(quantized.network(), "block3.conv")).isNotEqualTo(weights(folded, "block3.conv"));
        assertThat(weights(quantized.network(), "block2.conv")).isEqualTo(weights(folded, "block2.conv"));
        assertThat(quantized.network().getNumLayers()).isEqualTo(folded.getNumLayers());
    }

    @Test
    void activations_of_one_layer_leave_every_weight_as_it_is() {
        QuantizedNetwork quantized =
                QUANTIZER.quantize(folded, calibration, QuantizedParts.activationsOf("block3.conv"));

        assertThat(quantized.weights()).isEmpty();
        assertThat(quantized.activations()).containsOnlyKeys("block3.conv");
        assertThat(quantized.network().params()).isEqualTo(folded.params());
    }

    @Test
    void all_parts_are_the_whole_scheme() {
        INDArray images = TrainedNetworks.images(4, 9);
        assertThat(QUANTIZER
                        .quantize(folded, calibration, QuantizedParts.ALL)
                        .network()
                        .outputSingle(images))
                .isEqualTo(QUANTIZER.quantize(folded, calibration).network().outputSingle(images));
    }

    @Test
    void parts_that_name_nothing_are_refused() {
        assertThatThrownBy(() -> QUANTIZER.quantize(folded, calibration, QuantizedParts.layers("block3.cnv")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("block3.conv");
        assertThat(QUANTIZER.quantizesOutputOf("logits")).isFalse();
        assertThat(QUANTIZER.quantizesOutputOf("dense2")).isTrue();
    }

    private static INDArray weights(ComputationGraph network, String layer) {
        return network.getLayer(layer).getParam("W");
    }
}
