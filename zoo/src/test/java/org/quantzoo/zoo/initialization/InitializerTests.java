package org.quantzoo.zoo.initialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.quantzoo.zoo.initialization.WeightDistribution.TruncatedNormal;

/** What the initialisers draw, and that a draw depends on seed and element alone. */
class InitializerTests {
    private static final Fans FANS = Fans.ofConvolution(128, 64, 3, 3, 1, FanConvention.KERNEL_SHAPE);

    @Test
    void there_are_the_twelve_of_the_papers_and_each_is_found_by_its_name() {
        assertThat(Arrays.stream(Initializer.values()).map(Initializer::paperName))
                .containsExactly(
                        "RandUni_Small",
                        "RandUni_Med",
                        "RandUni_Large",
                        "RandNorm_Small",
                        "RandNorm_Med",
                        "RandNorm_Large",
                        "GlorotUni",
                        "ModGlorotUni_Med",
                        "ModGlorotUni_Large",
                        "GlorotNorm",
                        "HeUni",
                        "HeNorm");
        for (Initializer initializer : Initializer.values()) {
            assertThat(Initializer.ofPaperName(initializer.paperName())).isSameAs(initializer);
        }
        assertThatThrownBy(() -> Initializer.ofPaperName("Xavier"))
                .hasMessageStartingWith("There is no initialiser 'Xavier'; expected one of RandUni_Small, ");
    }

    @ParameterizedTest
    @EnumSource(Initializer.class)
    void the_drawn_weights_have_mean_0_the_stated_spread_and_stay_within_the_limit(Initializer initializer) {
        WeightDistribution distribution = initializer.distribution(FANS);
        INDArray weights = Nd4j.zeros(DataType.DOUBLE, 1_000, 1_000);

        initializer.fill(weights, FANS, 17);

        double sd = distribution.standardDeviation();
        // A million draws: the mean has standard error sd / 1000, the standard deviation at most 0.0006 sd.
        assertThat(weights.meanNumber().doubleValue()).isCloseTo(0, within(4 * sd / 1_000));
        assertThat(weights.stdNumber().doubleValue()).isCloseTo(sd, within(0.003 * sd));
        double largest = weights.amaxNumber().doubleValue();
        assertThat(largest).isBetween(0.99 * distribution.limit(), distribution.limit());
    }

    @Test
    void the_cut_normal_follows_the_normal_distribution_function_between_its_ends() {
        NormalDistribution standard = new NormalDistribution();
        double shrinkage = 0.87962566103423978; // the constant in Keras's VarianceScaling
        TruncatedNormal distribution = new TruncatedNormal(1);
        double below = standard.cumulativeProbability(-2);
        for (double p = 0.001; p < 1; p += 0.001) {
            double z = distribution.quantile(p) * shrinkage;
            assertThat((standard.cumulativeProbability(z) - below) / (1 - 2 * below))
                    .isCloseTo(p, within(1e-9));
        }
        assertThat(distribution.quantile(0)).isCloseTo(-2 / shrinkage, within(1e-12));
        assertThat(distribution.quantile(0.5)).isZero();
        assertThat(distribution.quantile(1)).isCloseTo(2 / shrinkage, within(1e-12));
        assertThat(distribution.limit()).isCloseTo(2 / shrinkage, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Initializer.class)
    void float_weights_are_the_double_weights_rounded(Initializer initializer) {
        INDArray doubles = Nd4j.zeros(DataType.DOUBLE, 16, 3, 3, 3);
        INDArray floats = Nd4j.zeros(DataType.FLOAT, 16, 3, 3, 3);

        initializer.fill(doubles, FANS, 4);
        initializer.fill(floats, FANS, 4);

        assertThat(floats).isEqualTo(doubles.castTo(DataType.FLOAT));
    }

    @Test
    void an_element_depends_on_seed_and_index_alone_not_on_size_order_or_what_was_drawn_before() {
        INDArray large = Nd4j.zeros(DataType.FLOAT, 20, 10);
        INDArray small = Nd4j.zeros(DataType.FLOAT, 5, 10);
        INDArray fortran = Nd4j.create(DataType.FLOAT, new long[] {20, 10}, 'f');
        INDArray frame = Nd4j.zeros(DataType.FLOAT, 22, 10);
        INDArray view = frame.get(NDArrayIndex.interval(1, 21), NDArrayIndex.all());

        Initializer.HE_NORM.fill(large, FANS, 8);
        Initializer.HE_NORM.fill(small, FANS, 8);
        Initializer.HE_NORM.fill(fortran, FANS, 8);
        Initializer.HE_NORM.fill(view, FANS, 8);

        assertThat(small).isEqualTo(large.get(NDArrayIndex.interval(0, 5), NDArrayIndex.all()));
        assertThat(fortran.dup('c')).isEqualTo(large);
        assertThat(view.dup('c')).isEqualTo(large);
        assertThat(frame.getRow(0).sumNumber().doubleValue()).isZero();
        assertThat(frame.getRow(21).sumNumber().doubleValue()).isZero();

        Initializer.HE_NORM.fill(small, FANS, 9);
        assertThat(small).isNotEqualTo(large.get(NDArrayIndex.interval(0, 5), NDArrayIndex.all()));
    }

    @Test
    void layers_of_one_network_and_one_layer_of_two_networks_get_different_seeds() {
        assertThat(Initializer.layerSeed(1, "block2"))
                .isEqualTo(Initializer.layerSeed(1, "block2"))
                .isNotEqualTo(Initializer.layerSeed(1, "block3"))
                .isNotEqualTo(Initializer.layerSeed(2, "block2"));
        assertThat(Initializer.layerSeed(1, "ab")).isNotEqualTo(Initializer.layerSeed(1, "ba"));
    }

    @Test
    void modified_glorot_is_wider_than_glorot_by_the_square_roots_of_6_and_216() {
        double glorot = Initializer.GLOROT_UNI.distribution(FANS).limit();

        assertThat(Initializer.MOD_GLOROT_UNI_MED.distribution(FANS).limit() / glorot)
                .isCloseTo(Math.sqrt(6), within(1e-12));
        assertThat(Initializer.MOD_GLOROT_UNI_LARGE.distribution(FANS).limit() / glorot)
                .isCloseTo(Math.sqrt(216), within(1e-12));
    }

    @Test
    void they_survive_json_by_the_mapper_of_network_configurations() throws Exception {
        ObjectMapper mapper = JsonMappers.getMapper();
        for (Initializer initializer : Initializer.values()) {
            String json = mapper.writeValueAsString(initializer);
            assertThat(json).isEqualTo("\"" + initializer.name() + "\"");
            assertThat(mapper.readValue(json, Initializer.class)).isSameAs(initializer);
        }
        for (FanConvention convention : FanConvention.values()) {
            assertThat(mapper.readValue(mapper.writeValueAsString(convention), FanConvention.class))
                    .isSameAs(convention);
        }
        for (InitializerScope scope : InitializerScope.values()) {
            assertThat(mapper.readValue(mapper.writeValueAsString(scope), InitializerScope.class))
                    .isSameAs(scope);
        }
        assertThat(mapper.readValue(mapper.writeValueAsString(FANS), Fans.class))
                .isEqualTo(FANS);
    }
}
