package org.quantzoo.reproductions.checks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.zoo.initialization.Fans;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.initialization.WeightDistribution;
import org.quantzoo.zoo.initialization.WeightDistribution.TruncatedNormal;
import org.quantzoo.zoo.initialization.WeightDistribution.Uniform;

/** The constants of the twelve initialisers (thesis Table 4.1), read back from what the zoo's initialisers draw from. */
@PaperChecks
class ThesisTable41Tests {

    private static final Tolerance EXACT = Tolerance.absolute(1e-9, "a constant, up to binary rounding");
    private static final List<Fans> FANS = List.of(new Fans(576, 1152), new Fans(9, 9), new Fans(64, 128));

    @TestFactory
    Stream<DynamicTest> constants_are_those_of_the_table() {
        return PaperTables.get().table("thesis/table4.1").entries().stream()
                .filter(entry -> !entry.values().isEmpty())
                .map(entry -> DynamicTest.dynamicTest(entry.row(), () -> check(entry)));
    }

    private static void check(PaperEntry entry) {
        Initializer initializer = Initializer.ofPaperName(entry.row());
        PaperCheck.of(entry).named("Constant of the initialiser " + entry.row()).run(check -> {
            for (String metric : entry.values().keySet()) {
                double[] constants = FANS.stream()
                        .mapToDouble(fans -> constant(metric, initializer.distribution(fans), fans))
                        .toArray();
                check.reproduces(metric, Measurement.of(constants[0]), EXACT);
                check.holds(
                        "it does not depend on the layer",
                        Arrays.stream(constants).allMatch(c -> EXACT.accepts(constants[0], c)),
                        Arrays.toString(constants) + " at three pairs of fans");
            }
        });
    }

    private static double constant(String metric, WeightDistribution distribution, Fans fans) {
        return switch (metric) {
            case "standard_deviation" -> ((TruncatedNormal) distribution).standardDeviation();
            case "max_abs" -> ((Uniform) distribution).limit();
            case "C" -> Math.pow(((Uniform) distribution).limit(), 2) * (fans.in() + fans.out());
            default -> throw new IllegalArgumentException("Table 4.1 has no constant '" + metric + "'.");
        };
    }
}
