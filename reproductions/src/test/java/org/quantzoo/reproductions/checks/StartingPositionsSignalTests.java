package org.quantzoo.reproductions.checks;

import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cell.Reported;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.reproductions.studies.Network.Block;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.initialization.InitializerScope;
import org.quantzoo.zoo.models.SimpleBlock;

/**
 * Which networks without batch normalisation trained in Table 1, predicted from one forward pass of the untrained network (claim SP-10, part
 * a): the signal behind the last block either vanishes, explodes, or arrives.
 */
@PaperChecks
class StartingPositionsSignalTests {

    private static final long[] SEEDS = {1, 2, 3};
    private static final String FEATURE = "Table 1: which networks without batch normalisation train";
    private static final int CELLS = 24;
    private static final int CONVINCING = 21;

    /** Its table of the readings is held to what is found here. */
    private static final Path PAGE = Path.of("..", "docs", "papers", "starting-positions.md");

    private static final Map<Reading, Double> MEDIANS = new ConcurrentHashMap<>();

    private record Reading(SimpleBlock block, Initializer initializer, InitializerScope scope, FanConvention fans) {}

    @TestFactory
    Stream<DynamicTest> signal_predicts_which_cells_trained() {
        return cells().map(cell -> DynamicTest.dynamicTest(cell.name(), () -> check(cell)));
    }

    private static void check(Cell cell) {
        InitializerScope scope = InitializerScope.valueOf(cell.network().scope());
        FanConvention fans = FanConvention.valueOf(cell.network().fanConvention());
        double median = median(cell, scope, fans);
        boolean trained = cell.reported() == Reported.TRAINED;
        PaperCheck.of("starting-positions", FEATURE, cell.name())
                .named("Signal through the untrained " + cell.name())
                .claims("SP-10")
                .seeds(SEEDS)
                .run(check -> {
                    check.onlyATrend("part (a), the signal of the untrained network, over "
                            + "three seeds; part (b), the trained accuracy, is not part of this check");
                    check.parameter("paper", trained ? "trained" : "did not train");
                    check.parameter(
                            "band",
                            "signal arrives between " + SignalAtInitialization.VANISHED_BELOW + " and "
                                    + SignalAtInitialization.EXPLODED_ABOVE);
                    check.holds(
                            "the signal arrives if and only if the paper trained the network",
                            SignalAtInitialization.arrives(median) == trained,
                            "standard deviation " + Measurement.decimal(median) + " behind the last block");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "DEPTHWISE_ONLY, KERNEL_SHAPE",
        "DEPTHWISE_ONLY, PER_FILTER",
        "ALL_CONV, KERNEL_SHAPE",
        "ALL_CONV, PER_FILTER"
    })
    void one_reading_of_the_initialiser_explains_the_whole_pattern(InitializerScope scope, FanConvention fans) {
        boolean chosen = scope == InitializerScope.DEPTHWISE_ONLY && fans == FanConvention.KERNEL_SHAPE;
        PaperCheck.of("starting-positions", FEATURE, scope + ", " + fans)
                .named("Cells of the pattern explained by " + scope + " with " + fans + " fans")
                .claims("SP-10")
                .seeds(SEEDS)
                .run(check -> {
                    check.onlyATrend("part (a) only");
                    List<String> wrong = cells().filter(
                                    cell -> SignalAtInitialization.arrives(median(cell, scope, fans))
                                            != (cell.reported() == Reported.TRAINED))
                            .map(Cell::name)
                            .toList();
                    int explained = CELLS - wrong.size();
                    check.attachCsv("signals", csv(scope, fans));
                    String row = "| `" + scope + "` | `" + fans + "` | " + explained + " of " + CELLS + " |";
                    check.requireState(
                            PAGE + " has this reading's count",
                            Files.readString(PAGE).contains(row),
                            row);
                    check.holds(
                            chosen
                                    ? "this reading explains at least " + CONVINCING + " of " + CELLS + " cells"
                                    : "this reading explains fewer cells than the chosen one",
                            chosen ? explained >= CONVINCING : explained < CELLS,
                            explained + " of " + CELLS + (wrong.isEmpty() ? "" : ", all but " + wrong));
                });
    }

    private static String csv(InitializerScope scope, FanConvention fans) {
        return cells().map(cell -> cell.name() + "," + cell.reported() + "," + median(cell, scope, fans))
                .collect(joining("\n", "cell,paper,median_standard_deviation\n", "\n"));
    }

    private static double median(Cell cell, InitializerScope scope, FanConvention fans) {
        SimpleBlock block =
                cell.network().block() == Block.REGULAR ? SimpleBlock.REGULAR : SimpleBlock.DEPTHWISE_SEPARABLE;
        Initializer initializer = Initializer.valueOf(cell.network().initializer());
        // Neither switch reaches a regular convolution, so one forward pass serves all four readings.
        boolean regular = block == SimpleBlock.REGULAR;
        Reading reading = new Reading(
                block,
                initializer,
                regular ? InitializerScope.ALL_CONV : scope,
                regular ? FanConvention.KERNEL_SHAPE : fans);
        return MEDIANS.computeIfAbsent(
                reading,
                r -> SignalAtInitialization.medianAtTheEnd(
                        SignalAtInitialization.of(r.block(), r.initializer(), r.scope(), r.fans(), SEEDS)));
    }

    private static Stream<Cell> cells() {
        List<Cell> cells = Cells.get().ofStudy("starting-positions/table1").stream()
                .filter(cell -> !cell.network().batchNorm())
                .toList();
        // DWS_Conv_No_BN_GlorotUni has a row, at chance: it is among those that did not train.
        if (cells.size() != CELLS) {
            throw new IllegalStateException("Expected " + CELLS + " cells without batch normalisation, found "
                    + Arrays.toString(cells.toArray()));
        }
        return cells.stream();
    }
}
