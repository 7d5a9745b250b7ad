package org.quantzoo.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StandardizationTests {

    @Test
    void measuresMeanAndPopulationStandardDeviationPerChannel() {
        byte[] pixels = {0, 10, (byte) 255, 30}; // two pixels of two channels
        LabeledImages images = new LabeledImages(pixels, new int[1], new ImageShape(1, 2, 2), List.of("a"));
        Standardization measured = Standardization.of(images);
        // mean of 0 and 255 is 127.5 with deviation 127.5; of 10 and 30 it is 20 with deviation 10
        assertThat(measured.mean().get(0)).isCloseTo(0.5, within(1e-15));
        assertThat(measured.standardDeviation().get(0)).isCloseTo(0.5, within(1e-15));
        assertThat(measured.mean().get(1)).isCloseTo(20 / 255.0, within(1e-15));
        assertThat(measured.standardDeviation().get(1)).isCloseTo(10 / 255.0, within(1e-15));
    }

    @Test
    void standardisedImagesHaveMeanZeroAndDeviationOne() {
        LabeledImages images = EmbeddedImages.dataset(50, 1, 3).train();
        Standardization measured = Standardization.of(images);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < images.size(); i++) {
            for (int k = 0; k < 1024; k++) {
                double z = measured.apply(images.value(i, k / 32, k % 32, 1), 1);
                sum += z;
                squares += z * z;
            }
        }
        assertThat(sum / (50 * 1024)).isCloseTo(0, within(1e-12));
        assertThat(squares / (50 * 1024)).isCloseTo(1, within(1e-12));
    }

    @Test
    void distanceIsTheLargestDifferenceOfAnyConstant() {
        Standardization a = new Standardization(List.of(0.5, 0.5), List.of(0.2, 0.2));
        Standardization b = new Standardization(List.of(0.5, 0.4), List.of(0.2, 0.25));
        assertThat(a.distance(b)).isCloseTo(0.1, within(1e-15));
        assertThat(a.distance(a)).isZero();
    }

    @Test
    void constantsThatCannotStandardiseAreRefused() {
        assertThatThrownBy(() -> new Standardization(List.of(0.5), List.of(0.0)))
                .hasMessage(
                        "Expected a finite mean and a positive standard deviation in channel 0, found 0.5 and 0.0.");
        assertThatThrownBy(() -> new Standardization(List.of(0.5), List.of(0.1, 0.1)))
                .hasMessage("Expected one mean and one standard deviation per channel, found 1 and 2.");
        assertThatThrownBy(() -> new Standardization(List.of(Double.NaN), List.of(0.1)))
                .hasMessageContaining("found NaN");
    }
}
