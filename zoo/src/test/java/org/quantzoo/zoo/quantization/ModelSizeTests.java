package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.quantzoo.zoo.quantization.ModelSize.Layer;

/** C_size, widths of equal size, and the operations of convolutions. */
class ModelSizeTests {
    @Test
    void the_same_filter_length_costs_the_same_whatever_its_shape() {
        Layer depthwise = new Layer(96, 1, 6, 6, 4);
        Layer grouped = new Layer(96, 4, 3, 3, 4);

        assertThat(depthwise.weightsPerFilter()).isEqualTo(36).isEqualTo(grouped.weightsPerFilter());
        assertThat(new ModelSize(List.of(depthwise)).bits()).isEqualTo(96 * 36 * 4);
    }

    @Test
    void sizes_beyond_an_int_are_counted() {
        assertThat(new ModelSize(List.of(Layer.dense(100_000, 100_000, 8))).bits())
                .isEqualTo(80_000_000_000L);
    }

    @Test
    void a_layer_without_weights_is_refused() {
        assertThatThrownBy(() -> new Layer(0, 3, 3, 3, 8)).hasMessageContaining("found 0 filters of 3x3x3 at 8 bits");
    }

    @Test
    void the_width_of_equal_size_is_the_nearest_that_whole_channels_allow() {
        IsoSizeWidth narrow = IsoSizeWidth.nearest(size(8), size(8).apply(0.25).bits(), 0.05, 4);
        assertThat(narrow.bits()).isEqualTo(size(8).apply(0.25).bits());

        long target = size(8).apply(0.25).bits();
        IsoSizeWidth wide = IsoSizeWidth.nearest(size(1), target, 0.05, 4);
        assertThat(size(1).apply(wide.width()).bits()).isEqualTo(wide.bits());
        long miss = Math.abs(wide.bits() - target);
        for (double width = 0.05; width <= 4; width += 1.0 / 512) {
            assertThat(Math.abs(size(1).apply(width).bits() - target)).isGreaterThanOrEqualTo(miss);
        }
        assertThat(wide.width()).isGreaterThan(0.25);
    }

    @Test
    void a_size_that_no_width_gives_is_refused() {
        assertThatThrownBy(() -> IsoSizeWidth.nearest(size(8), 1, 0.5, 1))
                .hasMessageContaining("A target of 1 bits is not met by widths 0.5 to 1.0");
        assertThatThrownBy(() -> IsoSizeWidth.nearest(size(8), Long.MAX_VALUE, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_separable_convolution_costs_its_two_parts() {
        OperationCount depthwise = new OperationCount(3, 3, 64, 64, 64, 32, 32);
        OperationCount pointwise = new OperationCount(1, 1, 64, 128, 1, 32, 32);

        assertThat(depthwise.macs()).isEqualTo(9L * 64 * 1024);
        assertThat(pointwise.macs()).isEqualTo(64L * 128 * 1024);
        assertThat(depthwise.parameters() + pointwise.parameters()).isEqualTo(576 + 8_192);
        assertThatThrownBy(() -> new OperationCount(3, 3, 64, 64, 7, 32, 32)).hasMessageContaining("7 groups");
        assertThatThrownBy(() -> new OperationCount(3, 3, 64, 64, 1, 0, 32)).hasMessageContaining("0x32");
    }

    /** A three-layer network whose first and last layer keep 8 bits. */
    private static DoubleFunction<ModelSize> size(int bits) {
        return width -> {
            int channels = (int) Math.max(1, Math.round(64 * width));
            List<Layer> layers = new ArrayList<>();
            layers.add(new Layer(channels, 3, 3, 3, 8));
            layers.add(new Layer(2L * channels, channels, 3, 3, bits));
            layers.add(Layer.dense(2L * channels, 100, 8));
            return new ModelSize(layers);
        };
    }
}
