package org.quantzoo.zoo.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;

@ExtendWith(Float32.class)
class QuantizedPassTests {
    private static final INDArray PIXELS = AnalyzedNetworks.pixels(new float[] {1, 1}, new float[] {-1, -2});

    private static QuantizedNetwork quantized() {
        ComputationGraph network = AnalyzedNetworks.onPaper();
        return new PostTrainingQuantizer(QuantizationScheme.quint8()).quantize(network, List.of(PIXELS));
    }

    @Test
    void logits_are_what_the_last_dense_layer_computes_of_quantized_activations() {
        QuantizedNetwork quantized = quantized();
        Map<String, INDArray> activations = QuantizedPass.activations(quantized, PIXELS);

        INDArray read = activations.get("conv").reshape('c', 2, 2);
        INDArray weights = quantized.network().getLayer("logits").getParam(Dense.WEIGHTS);
        assertThat(activations.get("logits")).isEqualTo(read.mmul(weights));
        assertThat(activations.get("output")).isEqualTo(quantized.network().outputSingle(PIXELS));
    }

    /** Fails once DL4J's activation layer keeps its hands off its input; the second pass can then go. */
    @Test
    void upstream_feed_forward_gives_probabilities_under_the_name_of_the_logits() {
        Map<String, INDArray> upstream = quantized().network().feedForward(PIXELS, false);
        assertThat(upstream.get("logits")).isEqualTo(upstream.get("probabilities"));
    }
}
