package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Folding batch normalisation into the convolution before it. */
class BatchNormParametersTests {
    private static final BatchNormParameters NORM = new BatchNormParameters(
            random(1, 4),
            random(1, 4),
            random(1, 4),
            random(1, 4).mul(random(1, 4)).addi(3),
            1e-3);

    @Test
    void the_folded_filter_gives_what_filter_then_normalisation_gives() {
        INDArray weights = random(4, 2, 3, 3);
        INDArray bias = random(1, 4);
        INDArray patches = random(50, 18);
        // A convolution at one position is a matrix product with the unrolled filter.
        INDArray plain = patches.mmul(weights.reshape('c', 4, 18).transpose()).addRowVector(bias);
        INDArray normalised = plain.subRowVector(NORM.mean())
                .divRowVector(Transforms.sqrt(NORM.variance().add(NORM.epsilon())))
                .mulRowVector(NORM.gamma())
                .addRowVector(NORM.beta());

        BatchNormParameters.Folded folded = NORM.fold(weights, bias);
        INDArray direct =
                patches.mmul(folded.weights().reshape('c', 4, 18).transpose()).addRowVector(folded.bias());

        assertThat(direct.sub(normalised).amaxNumber().doubleValue()).isLessThan(1e-12);
    }

    @Test
    void factors_and_shifts_are_what_folding_multiplies_filters_with_and_makes_the_bias() {
        INDArray weights = random(4, 1, 3, 3);
        INDArray bias = random(1, 4);
        BatchNormParameters.Folded folded = NORM.fold(weights, bias);

        assertThat(folded.bias().data().asDouble()).containsExactly(NORM.shifts(bias), within(1e-15));
        for (int channel = 0; channel < 4; channel++) {
            assertThat(folded.weights().getDouble(channel, 0, 1, 2))
                    .isCloseTo(NORM.factors()[channel] * weights.getDouble(channel, 0, 1, 2), within(1e-15));
        }
        assertThatThrownBy(() -> NORM.shifts(random(1, 5)))
                .hasMessageContaining("4 channels")
                .hasMessageContaining("found 5");
    }

    @Test
    void no_bias_is_a_bias_of_zeros_and_the_arguments_stay_as_they_are() {
        INDArray weights = random(4, 1, 3, 3);
        INDArray before = weights.dup();

        BatchNormParameters.Folded folded = NORM.fold(weights, null);

        assertThat(folded).isEqualTo(NORM.fold(weights, Nd4j.zeros(DataType.DOUBLE, 1, 4)));
        assertThat(weights).isEqualTo(before);
        assertThat(folded.bias().shape()).containsExactly(1, 4);
    }

    @Test
    void float_weights_fold_to_float_weights() {
        INDArray weights = random(4, 1, 3, 3);

        BatchNormParameters.Folded folded = NORM.fold(weights.castTo(DataType.FLOAT), null);

        assertThat(folded.weights().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(folded.bias().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(folded.weights().getDouble(3, 0, 1, 1))
                .isCloseTo(NORM.fold(weights, null).weights().getDouble(3, 0, 1, 1), within(1e-6));
    }

    @Test
    void parameters_that_do_not_fit_are_refused() {
        INDArray four = random(1, 4);
        assertThatThrownBy(() -> new BatchNormParameters(four, four, random(1, 3), four, 1e-3))
                .hasMessageContaining("mean 3");
        assertThatThrownBy(() -> new BatchNormParameters(four, four, four, four, 0))
                .hasMessageContaining("found 0");
        assertThatThrownBy(() -> NORM.fold(random(3, 1, 3, 3), null)).hasMessageContaining("[3, 1, 3, 3]");
        assertThatThrownBy(() -> NORM.fold(random(4, 1, 3, 3), random(1, 5))).hasMessageContaining("[1, 5]");
        INDArray logarithms = Nd4j.createFromArray(1.0, -2, 1, 1);
        assertThatThrownBy(() -> new BatchNormParameters(four, four, four, logarithms, 1e-3).factors())
                .hasMessageContaining("found -2.0 in channel 1");
        INDArray broken = Nd4j.createFromArray(1.0, 2, Double.NaN, 1);
        assertThatThrownBy(() -> new BatchNormParameters(broken, four, four, four.mul(four), 1e-3).factors())
                .hasMessageContaining("found NaN at element 2");
    }

    private static INDArray random(long... shape) {
        Random random = new Random(Arrays.hashCode(shape));
        int length = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return Nd4j.createFromArray(random.doubles(length, -1, 1).toArray()).reshape('c', shape);
    }
}
