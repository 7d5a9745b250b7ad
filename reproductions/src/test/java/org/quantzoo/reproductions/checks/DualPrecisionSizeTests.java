package org.quantzoo.reproductions.checks;

import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.quantzoo.reproductions.studies.dualprecision.BitWidths;
import org.quantzoo.reproductions.studies.dualprecision.DualPrecisionNetworks;
import org.quantzoo.reproductions.studies.dualprecision.NetworkDescription;

/** The model sizes that follow from DualPrecision's architecture tables. */
@PaperChecks
class DualPrecisionSizeTests {

    private static final double MILLION = 1e6;

    @ParameterizedTest(name = "{1} at width {2}")
    @CsvFileSource(
            resources = "/org/quantzoo/reproductions/checks/dualprecision-sizes.csv",
            useHeadersInDisplayName = true)
    void weights_and_size_follow_from_the_architecture(ArgumentsAccessor row) {
        String name = row.getString(1);
        double width = row.getDouble(2);
        NetworkDescription network = DualPrecisionNetworks.of(name, width);
        PaperCheck.of("dualprecision", row.getString(0) + ": network sizes", name + " at " + row.getString(2) + "x")
                .named("Weights and C_size of " + name + " at width " + row.getString(2))
                .run(check -> {
                    Tolerance count = Tolerance.exact("a count");
                    check.matches("weights", row.getLong(3), network.weights(), count);
                    number(row, 4)
                            .ifPresent(n -> check.matches("depthwise weights", n, network.depthwiseWeights(), count));
                    for (int i = 0; i < 3; i++) {
                        int bits = new int[] {4, 2, 1}[i];
                        double size = network.size(BitWidths.uniform(bits)).bits() / MILLION;
                        number(row, 5 + i)
                                .ifPresent(n -> check.matches(
                                        "C_size at " + bits + " bit, 1e6 bits",
                                        n,
                                        size,
                                        Tolerance.absolute(0.000501, "three decimals")));
                    }
                    number(row, 8)
                            .ifPresent(n -> check.matches(
                                    "MACs, 1e6",
                                    n,
                                    network.macs() / MILLION,
                                    Tolerance.absolute(0.0501, "one decimal")));
                });
    }

    private static OptionalDouble number(ArgumentsAccessor row, int column) {
        String text = row.getString(column);
        return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    }
}
