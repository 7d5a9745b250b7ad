package org.quantzoo.datasets.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureSplitTests {

    /** Enough of the large splits to notice any change of the generator. */
    private static final int CHECKED = 1_000;

    @ParameterizedTest
    @EnumSource(ArchitectureSplit.class)
    void isTheSameOnEveryMachine(ArchitectureSplit split) throws IOException {
        Properties hashes = new Properties();
        try (InputStream file = ArchitectureSplit.class.getResourceAsStream("splits.properties")) {
            hashes.load(file);
        }
        int count = Math.min(split.size(), CHECKED);

        List<Architecture> architectures = split.architectures(count, split.seed());

        assertThat(new ArchitectureFile(split.id(), split.seed(), architectures).sha256())
                .isEqualTo(hashes.getProperty(split.id() + "." + count));
        assertThat(hashes).containsKey(split.id() + "." + split.size());
    }

    @Test
    void testSplitsShareNoArchitectureWithEachOther() {
        Set<Architecture> seen = new HashSet<>();
        for (ArchitectureSplit split : List.of(
                ArchitectureSplit.VALIDATION,
                ArchitectureSplit.ID,
                ArchitectureSplit.DEEP,
                ArchitectureSplit.WIDE,
                ArchitectureSplit.BN_FREE)) {
            for (Architecture architecture : split.architectures(100, split.seed())) {
                assertThat(seen.add(architecture.withWidths(32, 256)))
                        .as(split.id())
                        .isTrue();
            }
        }
    }

    @Test
    void wideNetworksHaveFourTimesTheChannelsAndKeepTheLimit() {
        for (Architecture architecture : ArchitectureSplit.WIDE.architectures(100, ArchitectureSplit.WIDE.seed())) {
            assertThat(architecture.channels()).isBetween(128, 512);
            assertThat(architecture.channels() % 64).isZero();
            assertThat(NetworkGraph.of(architecture, 10).constructedParameters())
                    .isLessThanOrEqualTo(10_000_000);
        }
    }

    @Test
    void bnFreeNetworksHaveNoBatchNorm() {
        assertThat(ArchitectureSplit.BN_FREE.architectures(100, ArchitectureSplit.BN_FREE.seed()))
                .noneMatch(Architecture::batchNorm);
    }

    @Test
    void deepNetworksAreDeeper() {
        assertThat(ArchitectureSplit.DEEP.architectures(100, ArchitectureSplit.DEEP.seed()))
                .allMatch(architecture -> architecture.cells() >= 10 && architecture.cells() <= 36)
                .anyMatch(architecture -> architecture.cells() > 18);
    }

    @Test
    void anUnknownSplitIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> ArchitectureSplit.ofId("dense"))
                .hasMessage(
                        "Unknown split \"dense\"; use one of convnets-250k, bnfree-convnets-50k, validation, id, deep,"
                                + " wide, bn-free.");
    }
}
