package org.quantzoo.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabeledImagesTests {

    private static final ImageShape PIXEL = new ImageShape(1, 1, 1);

    /** Image i has the pixel value i and the class i modulo 3. */
    private static LabeledImages numbered(int count) {
        byte[] pixels = new byte[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (byte) i;
            labels[i] = i % 3;
        }
        return new LabeledImages(pixels, labels, PIXEL, List.of("a", "b", "c"));
    }

    private static int[] values(LabeledImages images) {
        int[] values = new int[images.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = images.value(i, 0, 0, 0);
        }
        return values;
    }

    @Test
    void valuesAreUnsigned() {
        assertThat(numbered(256).value(255, 0, 0, 0)).isEqualTo(255);
    }

    @Test
    void pixelsAreAddressedByRowColumnAndChannel() {
        byte[] pixels = new byte[2 * 3 * 2];
        pixels[(1 * 3 + 2) * 2 + 1] = 9;
        LabeledImages images = new LabeledImages(pixels, new int[] {0}, new ImageShape(2, 3, 2), List.of("only"));
        assertThat(images.value(0, 1, 2, 1)).isEqualTo(9);
    }

    @Test
    void selectionKeepsImagesAndLabelsTogether() {
        LabeledImages chosen = numbered(10).select(7, 2, 7);
        assertThat(values(chosen)).containsExactly(7, 2, 7);
        assertThat(chosen.label(0)).isEqualTo(1);
        assertThat(chosen.label(1)).isEqualTo(2);
    }

    @Test
    void aSampleHasNoImageTwiceAndDependsOnTheSeedAlone() {
        LabeledImages images = numbered(100);
        assertThat(values(images.sample(40, 5))).doesNotHaveDuplicates().isEqualTo(values(images.sample(40, 5)));
        assertThat(values(images.sample(40, 6))).isNotEqualTo(values(images.sample(40, 5)));
        assertThat(values(images.sample(100, 5))).containsExactlyInAnyOrder(values(images));
    }

    @Test
    void aBalancedSubsetHasEveryClassEquallyOften() {
        assertThat(numbered(90).balancedSubset(30, 1).classCounts()).containsExactly(10, 10, 10);
        assertThat(numbered(90).balancedSubset(31, 1).classCounts()).containsOnly(10, 11);
        assertThat(values(numbered(90).balancedSubset(31, 1))).doesNotHaveDuplicates();
    }

    @Test
    void aSmallerBalancedSubsetBeginsALargerOne() {
        LabeledImages images = numbered(90);
        assertThat(values(images.balancedSubset(60, 3))).startsWith(values(images.balancedSubset(25, 3)));
    }

    @Test
    void aBalancedSubsetSaysWhichClassIsTooSmall() {
        LabeledImages images = numbered(90).select(0, 3, 6, 9, 1, 2);
        assertThatThrownBy(() -> images.balancedSubset(6, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs 2 of class")
                .hasMessageContaining("found 1");
    }

    @Test
    void theDigestChangesWithPixelsLabelsShapeAndOrder() {
        LabeledImages images = numbered(12);
        assertThat(images.sha256()).hasSize(64).isEqualTo(numbered(12).sha256());
        byte[] pixels = images.pixels().clone();
        int[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
        List<String> names = images.classNames();
        assertThat(images.sha256())
                .isNotEqualTo(
                        images.select(1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).sha256())
                .isNotEqualTo(new LabeledImages(pixels, new int[12], PIXEL, names).sha256())
                .isEqualTo(new LabeledImages(pixels, labels, PIXEL, names).sha256());
        pixels[0]++;
        assertThat(images.sha256()).isNotEqualTo(new LabeledImages(pixels, labels, PIXEL, names).sha256());
    }

    @Test
    void lengthsAndLabelsThatDisagreeAreRefused() {
        assertThatThrownBy(() -> new LabeledImages(new byte[5], new int[2], PIXEL, List.of("a")))
                .hasMessage("Expected 2 bytes for 2 images of 1x1x1, found 5.");
        assertThatThrownBy(() -> new LabeledImages(new byte[2], new int[] {0, 1}, PIXEL, List.of("a")))
                .hasMessage("Expected labels from 0 to 0, found 1 at image 1.");
        assertThatThrownBy(() -> numbered(3).first(4)).hasMessage("Expected 1 to 3 images to choose, found 4.");
    }
}
