package org.quantzoo.reproductions.checks;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quantzoo.reproductions.checks.SignalAtInitialization.LayerSignal;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.initialization.InitializerScope;
import org.quantzoo.zoo.models.SimpleBlock;

/** The dead network of Table 1: depthwise separable, without batch normalisation, Glorot Uniform (claim SP-11). */
@PaperChecks
class StartingPositionsVanishingTests {

    private static final String CELL = "starting-positions/table1/DWS_Conv_No_BN_GlorotUni";
    private static final long[] SEEDS = {1, 2, 3};
    private static final double DECADES = 5;

    @Test
    void activation_ranges_shrink_layer_by_layer_over_five_decades() {
        PaperCheck.of(PaperTables.get().entry(CELL))
                .named("Activation ranges of DWS_Conv_No_BN_GlorotUni shrink until they disappear")
                .claims("SP-11")
                .seeds(SEEDS)
                .run(check -> {
                    check.onlyATrend("ranges of the untrained network at full width");
                    for (long seed : SEEDS) {
                        List<LayerSignal> signals = SignalAtInitialization.of(
                                SimpleBlock.DEPTHWISE_SEPARABLE,
                                Initializer.GLOROT_UNI,
                                InitializerScope.DEPTHWISE_ONLY,
                                FanConvention.KERNEL_SHAPE,
                                seed);
                        check.attachCsv("activation ranges, seed " + seed, csv(signals));
                        double[] ranges =
                                signals.stream().mapToDouble(LayerSignal::range).toArray();
                        double decades = Math.log10(ranges[0] / ranges[ranges.length - 1]);
                        check.holds(
                                "the range falls from layer to layer (seed " + seed + ")",
                                IntStream.range(1, ranges.length).allMatch(i -> ranges[i] < ranges[i - 1]),
                                ranges.length + " convolutions, from " + Measurement.decimal(ranges[0]) + " to "
                                        + Measurement.decimal(ranges[ranges.length - 1]));
                        check.holds(
                                "it falls over at least " + DECADES + " decades (seed " + seed + ")",
                                decades >= DECADES,
                                Measurement.decimal(decades) + " decades");
                    }
                });
    }

    @Test
    void trained_network_stays_at_chance_with_uniform_outputs() {
        PaperEntry entry = PaperTables.get().entry(CELL);
        Cell cell = Cells.get().cell(CELL);
        TrainedRuns trained = TrainedRuns.current();
        PaperCheck.of(entry)
                .named("DWS_Conv_No_BN_GlorotUni stays at chance when trained")
                .claims("SP-11")
                .trained(trained.scale().id(), trained.seeds())
                .run(check -> {
                    assumeTrue(
                            trained.scale() != Scale.SMOKE,
                            "smoke scale trains for seconds, where every network is near chance; run with -Preproduce");
                    List<RunRecord> runs = trained.of(cell);
                    Tolerance chance = Tolerance.absolute(
                            0.5, "one class predicted throughout gives exactly 10 % of balanced test images");
                    for (String metric : List.of("fp32_accuracy", "quint8_accuracy")) {
                        check.agreesAtAnyScale(metric, over(runs, metric), chance);
                    }
                    check.agreesAtAnyScale(
                            "qmse", over(runs, "qmse"), Tolerance.absolute(0.0005, "printed with three decimals"));
                    check.agreesAtAnyScale(
                            "qce",
                            over(runs, "qce"),
                            Tolerance.absolute(0.0014, "0.001 around ln 10, which the paper rounds to three decimals"));
                    check.agreesAtAnyScale(
                            "percent_accuracy_decrease",
                            over(runs, "percent_accuracy_decrease"),
                            Tolerance.absolute(5, "0.5 points of 10 %"));
                    check.matches(
                            "QCE of uniform outputs, ln 10",
                            Math.log(10),
                            over(runs, "qce"),
                            Tolerance.absolute(0.001, "training moves the biases of the classifier a little"));
                });
    }

    private static Measurement over(List<RunRecord> runs, String metric) {
        return Measurement.over(runs.stream()
                .mapToDouble(run -> run.metric(metric).orElseThrow())
                .toArray());
    }

    private static String csv(List<LayerSignal> signals) {
        return signals.stream()
                .map(signal -> signal.layer() + "," + signal.range() + "," + signal.standardDeviation())
                .collect(joining("\n", "layer,range,standard_deviation\n", "\n"));
    }
}
