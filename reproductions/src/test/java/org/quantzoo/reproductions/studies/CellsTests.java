package org.quantzoo.reproductions.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.studies.Cell.Reported;
import org.quantzoo.reproductions.studies.Network.Block;
import org.quantzoo.reproductions.studies.Network.Factorization;
import org.quantzoo.zoo.models.FactorizationRate;

class CellsTests {
    private final Cells cells = Cells.get();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "starting-positions/table1",
                "starting-positions/table2",
                "thesis/table4.2",
                "thesis/table4.3",
                "thesis/table4.4"
            })
    void everyRowOfATableOverInitialisersIsMeasuredByTheCellWithItsFactors(String table) {
        for (PaperEntry row : PaperTables.get().table(table).entries()) {
            Network network = cells.measuring(row.id()).orElseThrow().cell().network();

            assertThat(network.batchNorm())
                    .as(row.id())
                    .isEqualTo(Boolean.parseBoolean(row.factors().get("batch_norm")));
            assertThat(network.block())
                    .as(row.id())
                    .isEqualTo(
                            switch (row.factors().get("block")) {
                                case "DWS_Conv" -> Block.DEPTHWISE_SEPARABLE;
                                case "Regular_Conv" -> Block.REGULAR;
                                case "MbNetv2_Conv" -> Block.INVERTED_RESIDUAL;
                                default -> Block.BASIC_RESIDUAL;
                            });
        }
    }

    @Test
    void aCellIsTheProductOfItsFactors() {
        Cell cell = cells.cell("starting-positions/table1/DWS_Conv_With_BN_HeNorm");

        assertThat(cell.network())
                .isEqualTo(new Network(
                        Block.DEPTHWISE_SEPARABLE, null, true, "HE_NORM", "DEPTHWISE_ONLY", "KERNEL_SHAPE"));
        assertThat(cell.name()).isEqualTo("DWS_Conv_With_BN_HeNorm");
        assertThat(cell.mainRow()).hasValue(cell.id());
        assertThat(cells.cell("thesis/ch5-text/FactorizeNet-f_init2").network().factorization())
                .isEqualTo(new Factorization(2, true, false));
    }

    @Test
    void theGridsIncludeTheNetworksThatDidNotTrain() {
        assertThat(cells.ofStudy("starting-positions/table1")).hasSize(48);
        assertThat(cells.ofStudy("starting-positions/table2")).hasSize(48);
        // 33 and 28 printed rows; one of the 33 is the network whose activations vanished.
        assertThat(cells.ofStudy("starting-positions/table1"))
                .filteredOn(cell -> cell.reported() == Reported.TRAINED)
                .hasSize(32);
        assertThat(cells.ofStudy("starting-positions/table2"))
                .filteredOn(cell -> cell.reported() == Reported.TRAINED)
                .hasSize(28);
        assertThat(cells.cell("starting-positions/table1/DWS_Conv_No_BN_GlorotUni")
                        .reported())
                .isEqualTo(Reported.DID_NOT_TRAIN);
        assertThat(cells.cell("starting-positions/table1/Regular_Conv_No_BN_RandUni_Small")
                        .reported())
                .isEqualTo(Reported.DID_NOT_TRAIN);
    }

    @Test
    void oneRunMeasuresTheRowsOfEveryTableThatShowsTheSameNetwork() {
        Cell cell = cells.cell("thesis/table4.2/DWS_Conv_With_BN_HeNorm");

        assertThat(cell.id()).isEqualTo("starting-positions/table1/DWS_Conv_With_BN_HeNorm");
        assertThat(cell.paperRows()).hasSize(12);
        assertThat(cells.measuring("thesis/table4.3/DWS_Conv_With_BN_HeNorm/epoch75")
                        .orElseThrow()
                        .fraction())
                .isEqualTo(0.375);
        assertThat(cells.cell("thesis/ch5-text/DWS_Conv").id())
                .isEqualTo("starting-positions/table1/DWS_Conv_With_BN_GlorotUni");
    }

    @Test
    void aRateThatThePaperLeavesOutIsStillACell() {
        assertThat(cells.cell("thesis/ch5-text/FactorizeNet-f8").reported()).isEqualTo(Reported.NOT_REPORTED);
        assertThat(cells.cell("thesis/ch5-text/FactorizeNet-f2").reported()).isEqualTo(Reported.TRAINED);
        assertThat(cells.ofStudy("thesis/ch5-text")).hasSize(6);
    }

    @Test
    void theOrderThatTheThesisAdvisesAgainstIsACellOfItsOwn() {
        assertThat(cells.ofStudy("suggestions")).singleElement().satisfies(cell -> assertThat(
                        cell.network().factorization().rate())
                .isEqualTo(FactorizationRate.shrinking(8)));
    }

    @Test
    void anUnknownCellIsAnsweredWithNearMatches() {
        assertThatThrownBy(() -> cells.cell("starting-positions/table1/DWS_With_BN_HeNorm"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("DWS_Conv_With_BN_HeNorm");
    }
}
