package org.quantzoo.reproductions.checks;

import org.junit.jupiter.api.Test;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.studies.dualprecision.BitWidths;
import org.quantzoo.reproductions.studies.dualprecision.DualPrecisionNetworks;
import org.quantzoo.reproductions.studies.dualprecision.NetworkDescription;

/** Numbers in the running text of DualPrecision that need no training. */
@PaperChecks
class DualPrecisionTextTests {

    @Test
    void depthwise_weights_are_two_percent_of_variant_c() {
        NetworkDescription network = DualPrecisionNetworks.of("VGG11-C", 1);
        PaperCheck.of(PaperTables.get().entry("dualprecision/text/dw-share-of-size"))
                .named("Share of the depthwise weights in VGG11 variant C")
                .claims("DP-07")
                .run(check -> {
                    Tolerance count = Tolerance.exact("a count");
                    check.matches("depthwise weights", 24_192, network.depthwiseWeights(), count);
                    check.matches("all weights", 1_101_120, network.weights(), count);
                    check.reproduces(
                            "percent",
                            Measurement.of(100.0 * network.depthwiseWeights() / network.weights()),
                            Tolerance.absolute(0.5, "printed without decimals"));
                    long size = network.size(BitWidths.uniform(4)).bits();
                    check.matches(
                            "percent of C_size at 4 bit",
                            PaperTables.get()
                                    .entry("dualprecision/text/dw-share-of-size")
                                    .value("percent"),
                            100.0 * 4 * network.depthwiseWeights() / size,
                            Tolerance.absolute(0.5, "printed without decimals"));
                });
    }
}
