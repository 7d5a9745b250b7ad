package org.quantzoo.benchmarks.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.datasets.images.ImageShape;

/** The images that every engine gets. */
class SampleImagesTests {
    private final SampleImages images =
            new SampleImages(new ImageShape(1, 2, 2), 3, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new int[] {2, 0});

    @Test
    void both_layouts_hold_the_same_images_and_a_small_sample_is_repeated() {
        assertThat(images.channelsLast(0, 3)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4);
        assertThat(images.channelsFirst(0, 2)).containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
        assertThat(images.channelsFirst(1, 1)).containsExactly(5, 7, 6, 8);
        assertThat(images.oneHot(0, 2)).containsExactly(0, 0, 1, 1, 0, 0);
        assertThat(images.batches(1)).isEqualTo(2);
        assertThat(images.batches(5)).isEqualTo(1);
    }

    @Test
    void a_file_holds_all(@TempDir Path folder) throws IOException {
        images.write(folder.resolve("images"));
        SampleImages read = SampleImages.read(folder.resolve("images"));
        assertThat(read).usingRecursiveComparison().isEqualTo(images);
    }

    @Test
    void labels_of_a_batch_vary() {
        SampleImages sample = SampleImages.of(ImageDatasets.resolve("embedded"), 128, 1);
        assertThat(sample.labels()).contains(0, 1);
        assertThat(sample.classes()).isEqualTo(10);
    }
}
