package org.quantzoo.reproductions.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.quantzoo.reproductions.papers.Claim.OwnData;

class ClaimsTests {
    private final Claims claims = Claims.get();

    @Test
    void everyClaimSaysWhatToComputeAndWhatWouldConvince() {
        assertThat(claims.all()).hasSize(77).allSatisfy(claim -> {
            assertThat(claim.claim()).isNotBlank();
            assertThat(claim.figures()).isNotBlank();
            assertThat(claim.statistic()).isNotBlank();
            assertThat(claim.convincing()).isNotBlank();
            assertThat(claim.section()).isNotBlank();
            assertThat(PaperTables.get().sources()).containsKey(claim.paper());
        });
    }

    @Test
    void aClaimSaysWhetherTheSourceSupportsIt() {
        assertThat(claims.claim("SP-04").ownData()).isEqualTo(OwnData.SUPPORTED);
        assertThat(claims.claim("DP-17").ownData()).isEqualTo(OwnData.CONTRADICTED);
        assertThat(claims.claim("TH-09").ownData()).isEqualTo(OwnData.UNVERIFIABLE);
        assertThat(claims.claim("GHN-06").ownDataNote()).contains("BN-Free");
    }

    @Test
    void anUnknownClaimIsAnsweredWithNearMatches() {
        assertThatThrownBy(() -> claims.claim("SP-4"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("SP-04");
    }
}
