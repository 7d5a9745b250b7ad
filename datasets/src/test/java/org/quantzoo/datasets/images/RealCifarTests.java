package org.quantzoo.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.quantzoo.datasets.store.DataDirectory;

/** Checks the constants of CIFAR-10 against the data, where the data is on this machine. */
class RealCifarTests {

    @Test
    void cifar10HasTheMeansThatThePapersState() {
        Path folder = DataDirectory.fromSettings().path().resolve(CifarLayout.CIFAR10.folder());
        assumeTrue(Files.isDirectory(folder), () -> "skipped: CIFAR-10 is not in " + folder);
        ImageDataset dataset = ImageDatasets.cifar10(folder);
        Standardization measured = Standardization.of(dataset.train());
        double[] paper = {0.49139968, 0.48215841, 0.44653091};
        for (int c = 0; c < 3; c++) {
            // eight decimals are stated, so the last is off by half a unit at most
            assertThat(measured.mean().get(c)).isCloseTo(paper[c], within(5e-9));
        }
        assertThat(measured.distance(Standardization.CIFAR10)).isLessThan(5.01e-9);
        assertThat(dataset.train().classCounts()).containsOnly(5_000);
        assertThat(dataset.test().classCounts()).containsOnly(1_000);
        assertThat(dataset.provenance().sha256()).hasSize(64);
    }
}
