package org.quantzoo.zoo.initialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quantzoo.zoo.initialization.FanConvention.KERNEL_SHAPE;
import static org.quantzoo.zoo.initialization.FanConvention.PER_FILTER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two ways of counting fans, and which layers take the tested initialiser. */
class FansTests {
    @ParameterizedTest
    @EnumSource(FanConvention.class)
    void the_conventions_agree_for_ordinary_convolutions(FanConvention convention) {
        assertThat(Fans.ofConvolution(128, 64, 3, 3, 1, convention)).isEqualTo(new Fans(9 * 64, 9 * 128));
        assertThat(Fans.ofConvolution(8, 1, 5, 3, 1, convention)).isEqualTo(new Fans(15, 15 * 8));
    }

    @Test
    void a_depthwise_kernel_of_shape_3_3_C_1_has_fans_9C_and_9_as_tensorflow_counts() {
        assertThat(Fans.ofConvolution(64, 1, 3, 3, 64, KERNEL_SHAPE)).isEqualTo(new Fans(9 * 64, 9));
        assertThat(Fans.ofConvolution(64, 1, 3, 3, 64, PER_FILTER)).isEqualTo(new Fans(9, 9));
    }

    @Test
    void a_depth_multiplier_counts_as_outputs_of_each_channel() {
        assertThat(Fans.ofConvolution(128, 1, 3, 3, 64, KERNEL_SHAPE)).isEqualTo(new Fans(9 * 64, 9 * 2));
        assertThat(Fans.ofConvolution(128, 1, 3, 3, 64, PER_FILTER)).isEqualTo(new Fans(9, 9 * 2));
    }

    @Test
    void grouped_kernels_have_the_shape_kh_kw_channels_per_group_filters() {
        assertThat(Fans.ofConvolution(64, 16, 3, 3, 4, KERNEL_SHAPE)).isEqualTo(new Fans(9 * 16, 9 * 64));
        assertThat(Fans.ofConvolution(64, 16, 3, 3, 4, PER_FILTER)).isEqualTo(new Fans(9 * 16, 9 * 16));
    }

    @Test
    void dense_fans_are_inputs_and_outputs() {
        assertThat(Fans.ofDense(16_384, 256)).isEqualTo(new Fans(16_384, 256));
    }

    @Test
    void groups_that_do_not_divide_the_filters_are_refused() {
        assertThatThrownBy(() -> Fans.ofConvolution(10, 1, 3, 3, 4, KERNEL_SHAPE))
                .hasMessage("A convolution's groups divide its filters, found 4 groups for 10 filters.");
        assertThatThrownBy(() -> Fans.ofDense(0, 3)).hasMessageContaining("in = 0");
    }

    @Test
    void the_narrow_scope_covers_depthwise_convolutions_alone() {
        assertThat(InitializerScope.DEPTHWISE_ONLY.covers(true)).isTrue();
        assertThat(InitializerScope.DEPTHWISE_ONLY.covers(false)).isFalse();
        assertThat(InitializerScope.ALL_CONV.covers(true)).isTrue();
        assertThat(InitializerScope.ALL_CONV.covers(false)).isTrue();
    }
}
