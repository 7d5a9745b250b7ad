package org.quantzoo.reproductions.checks;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The layerwise figures of "Starting Positions Matter" (Fig. 3 to 6) for the networks that its text discusses. */
@PaperChecks
class StartingPositionsLayerwiseTests {
    private static final String SIMPLE = "starting-positions/table1/";
    private static final String COMPLEX = "starting-positions/table2/";

    @Test
    void depthwise_separable_networks_with_batch_normalisation() {
        LayerwiseEvidence.attach(
                "starting-positions",
                "DWS_Conv_With_BN",
                List.of(
                        SIMPLE + "DWS_Conv_With_BN_HeNorm",
                        SIMPLE + "DWS_Conv_With_BN_RandUni_Large",
                        SIMPLE + "DWS_Conv_With_BN_GlorotUni"),
                "TH-01",
                "TH-02",
                "TH-03",
                "TH-09");
    }

    @Test
    void regular_networks_with_batch_normalisation() {
        LayerwiseEvidence.attach(
                "starting-positions",
                "Regular_Conv_With_BN",
                List.of(SIMPLE + "Regular_Conv_With_BN_GlorotUni", SIMPLE + "Regular_Conv_With_BN_ModGlorotUni_Med"),
                "SP-07",
                "TH-09");
    }

    @Test
    void residual_networks() {
        LayerwiseEvidence.attach(
                "starting-positions",
                "Basic_Residual",
                List.of(
                        COMPLEX + "Basic_Residual_With_BN_Glorot_Uni",
                        COMPLEX + "Basic_Residual_With_BN_RandUni_Large",
                        COMPLEX + "Basic_Residual_No_BN_Glorot_Uni"),
                "TH-09");
    }

    @Test
    void inverted_residual_networks() {
        LayerwiseEvidence.attach(
                "starting-positions",
                "MbNetv2_Conv_With_BN",
                List.of(
                        COMPLEX + "MbNetv2_Conv_With_BN_Glorot_Uni",
                        COMPLEX + "MbNetv2_Conv_With_BN_He_Uni",
                        COMPLEX + "MbNetv2_Conv_With_BN_RandUni_Med"),
                "TH-09");
    }

    @Test
    void the_network_whose_activations_vanish() {
        LayerwiseEvidence.attach(
                "starting-positions",
                "DWS_Conv_No_BN_GlorotUni",
                List.of(SIMPLE + "DWS_Conv_No_BN_GlorotUni"),
                "SP-11");
    }
}
