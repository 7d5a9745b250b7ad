package org.quantzoo.benchmarks.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

/** The network of DL4J's own layers is the zoo's network. */
class StockNetworkTests {

    @ParameterizedTest
    @EnumSource
    void has_the_zoo_networks_parameter_count_and_output_shape(BenchmarkNetwork network) {
        NetworkDescription description = network.description();
        ComputationGraph ours = network.model().init();
        ComputationGraph stock = StockNetwork.of(description);

        assertThat(stock.numParams()).isEqualTo(ours.numParams()).isEqualTo(description.parameters());
        assertThat(stock.outputSingle(Nd4j.ones(1, 3, 32, 32)).shape())
                .isEqualTo(ours.outputSingle(Nd4j.ones(1, 32, 32, 3)).shape())
                .isEqualTo(new long[] {1, description.classes()});
    }

    @ParameterizedTest
    @EnumSource
    void description_survives_the_way_to_another_process(BenchmarkNetwork network) throws IOException {
        ObjectMapper json = new ObjectMapper();
        NetworkDescription description = network.description();
        assertThat(json.readValue(json.writeValueAsString(description), NetworkDescription.class))
                .isEqualTo(description);
    }

    /** {@link ChannelRange} can go when this fails. */
    @Test
    void dl4j_infers_negative_channels_for_a_subset() {
        InputTypeConvolutional subset = (InputTypeConvolutional)
                new SubsetVertex(0, 15).getOutputType(0, InputType.convolutional(32, 32, 64, CNN2DFormat.NCHW));
        assertThat(subset.getChannels()).isNegative();
    }

    @Test
    void an_unknown_network_is_refused_with_the_known_names() {
        assertThatThrownBy(() -> BenchmarkNetwork.named("VGG"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DWS_Conv_With_BN")
                .hasMessageContaining("'VGG'");
    }
}
