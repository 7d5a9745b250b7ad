package org.quantzoo.reproductions.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class PaperTablesTests {
    private final PaperTables papers = PaperTables.get();

    @Test
    void everyRowBelongsToATableThatIsDescribed() {
        assertThat(papers.entries()).hasSize(343).allSatisfy(entry -> {
            assertThat(entry.id()).startsWith(entry.tableId() + "/");
            assertThat(papers.table(entry.tableId()).entries()).contains(entry);
        });
        assertThat(papers.tables()).allSatisfy(table -> {
            assertThat(table.entries()).isNotEmpty();
            assertThat(table.source()).isEqualTo(papers.sources().get(table.paper()));
        });
    }

    @Test
    void aRowHasItsNumbersInPercentAndAsPrinted() {
        PaperEntry entry = papers.entry("starting-positions/table2/MbNetv2_Conv_With_BN_RandNorm_Small");

        assertThat(entry.value("fp32_accuracy")).isEqualTo(84.51);
        assertThat(entry.find("fp32_accuracy").orElseThrow().asPrinted()).isEqualTo("0.8451");
        assertThat(entry.factors()).containsEntry("batch_norm", "true").containsEntry("initializer", "RandNorm_Small");
        assertThat(entry.row()).isEqualTo("MbNetv2_Conv_With_BN_RandNorm_Small");
        assertThat(entry.paper()).isEqualTo("starting-positions");
    }

    @Test
    void aRowPrintedAsOneStringIsSplitIntoItsNumbers() {
        PaperEntry overTraining = papers.entry("thesis/table4.3/Regular_Conv_No_BN_GlorotNorm/epoch5");
        PaperEntry withError = papers.entry("starting-positions/table4/top1/W4A4/ID");

        assertThat(overTraining.find("percent_accuracy_decrease").orElseThrow().asPrinted())
                .isEqualTo("0.0153");
        assertThat(overTraining.value("percent_accuracy_decrease")).isEqualTo(1.53);
        assertThat(overTraining.epoch()).hasValue(5);
        assertThat(overTraining.flags()).hasSize(1);
        assertThat(withError.find("sem").orElseThrow().asPrinted()).isEqualTo("0.4");
        assertThat(withError.factors()).containsEntry("split", "ID").containsEntry("bitwidth", "W4/A4");
    }

    @Test
    void aValueMayComeWithItsStandardDeviationAndMayBeMissing() {
        PaperEntry threeRuns = papers.entry("dualprecision/table2/1x3x3");

        assertThat(threeRuns.find("acc_4bit").orElseThrow().deviation()).hasValue(0.37);
        assertThat(threeRuns.value("acc_4bit")).isEqualTo(56.24);
        assertThat(papers.entry("thesis/ch5-text/DWS_Conv").find("fp32_accuracy"))
                .isEmpty();
        assertThatThrownBy(() -> papers.entry("thesis/ch5-text/DWS_Conv").value("fp32_accuracy"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("thesis/ch5-text/DWS_Conv");
    }

    @Test
    void anOldShortNameOfADocumentIsUnderstood() {
        assertThat(papers.entry("smaller-positions/table1/DWS_Conv_With_BN_HeNorm"))
                .isSameAs(papers.entry("starting-positions/table1/DWS_Conv_With_BN_HeNorm"));
        assertThat(papers.table("smaller-positions/table1").number()).isEqualTo("Table 1");
    }

    @Test
    void anUnknownIdIsAnsweredWithNearMatches() {
        assertThatThrownBy(() -> papers.entry("starting-positions/table1/DWS_Conv_With_BN_HeNorn"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("'starting-positions/table1/DWS_Conv_With_BN_HeNorn'; nearest: "
                        + "starting-positions/table1/DWS_Conv_With_BN_HeNorm,");
        assertThatThrownBy(() -> papers.entry("Basic_Residual_No_BN_He_Uni"))
                .hasMessageContaining("nearest: starting-positions/table2/Basic_Residual_No_BN_He_Uni,");
        assertThatThrownBy(() -> papers.table("starting-positions/tabel1"))
                .hasMessageContaining("starting-positions/table1");
    }

    /** Half a unit of the last printed digit; the one row that misses it is flagged in the resource. */
    @Test
    void printedDecreasesFollowFromPrintedAccuracies() {
        for (String table : new String[] {"starting-positions/table1", "thesis/table4.3"}) {
            assertThat(papers.table(table).entries())
                    .filteredOn(entry -> entry.flags().stream().noneMatch(flag -> flag.contains("recomputed")))
                    .allSatisfy(entry -> {
                        double fp32 = entry.value("fp32_accuracy");
                        double decrease = 100 * Math.abs(fp32 - entry.value("quint8_accuracy")) / fp32;
                        assertThat(entry.value("percent_accuracy_decrease"))
                                .as(entry.id())
                                .isCloseTo(decrease, within(0.00501));
                    });
        }
    }
}
