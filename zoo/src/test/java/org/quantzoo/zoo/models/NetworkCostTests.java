package org.quantzoo.zoo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkCostTests {

    private static NetworkCost cost(BlockNetwork network) {
        return NetworkCost.of(network.conf(), InputType.convolutional(32, 32, 3, CNN2DFormat.NHWC));
    }

    @Test
    void regularBlocksCostWhatTheMacroArchitectureSays() {
        NetworkCost cost = cost(SimpleBlockCnn.builder().build());
        assertThat(cost.convolutionMacs()).isEqualTo(266_010_624L);
        assertThat(cost.convolutionWeights()).isEqualTo(1_918_656L);
    }

    @Test
    void depthwiseSeparableBlocksCostWhatTheMacroArchitectureSays() {
        NetworkCost cost = cost(
                SimpleBlockCnn.builder().block(SimpleBlock.DEPTHWISE_SEPARABLE).build());
        assertThat(cost.convolutionMacs()).isEqualTo(33_415_168L);
        assertThat(cost.convolutionWeights()).isEqualTo(224_512L);
    }

    @Test
    void maxPoolingInPlaceOfStrideKeepsTheMacs() {
        NetworkCost cost = cost(
                SimpleBlockCnn.builder().downsampling(Downsampling.MAX_POOLING).build());
        assertThat(cost.convolutionMacs()).isEqualTo(266_010_624L);
    }

    @ParameterizedTest(name = "{0}{1} has {3} convolution MACs")
    @CsvSource({
        "f,      2,  1081024, 153812992",
        "f,      4,  647872,  92471296",
        "f,      8,  431296,  61800448",
        "f,      16, 323008,  46465024",
        "f_init, 2,  528064,  104267776",
        "f_init, 4,  371392,  67698688"
    })
    void factorizeNetCostsWhatTheThesisPrints(String kind, int rate, long weights, long macs) {
        FactorizationRate factorization =
                kind.equals("f") ? FactorizationRate.uniform(rate) : FactorizationRate.initial(rate);
        NetworkCost cost = cost(FactorizeNet.builder().rate(factorization).build());
        assertThat(cost.convolutionMacs()).isEqualTo(macs);
        assertThat(cost.convolutionWeights()).isEqualTo(weights);
    }

    @Test
    void aRateThatShrinksHalvesItsGroupsWhereTheDepthDoubles() {
        FactorizationRate rate = FactorizationRate.shrinking(8);
        assertThat(List.of(64, 128, 256)).extracting(rate::groups).containsExactly(8, 4, 2);
        assertThat(rate).hasToString("f_8_4_2");
        assertThatThrownBy(() -> FactorizationRate.shrinking(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must begin at 4 or more, found 2");
    }

    @ParameterizedTest(name = "{0} with {1},{2},{2} blocks: {3} million weights, {4} million MACs")
    @CsvSource({
        "BASIC_RESIDUAL,    2, 3, 4.25, 572.2",
        "BASIC_RESIDUAL,    1, 2, 2.70, 345.7",
        "INVERTED_RESIDUAL, 2, 3, 2.49, 393.0",
        "INVERTED_RESIDUAL, 1, 2, 1.44, 235.8"
    })
    void complexBlocksCostWhatTheArchitectureSheetSays(
            ComplexBlock block, int first, int others, double weights, double macs) {
        NetworkCost cost = cost(ComplexBlockCnn.builder()
                .block(block)
                .blocksPerStage(first, others, others)
                .build());
        assertThat(Math.round(cost.convolutionWeights() / 1e4) / 100.0).isEqualTo(weights);
        assertThat(Math.round(cost.convolutionMacs() / 1e5) / 10.0).isEqualTo(macs);
    }
}
