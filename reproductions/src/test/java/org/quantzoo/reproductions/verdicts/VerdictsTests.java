package org.quantzoo.reproductions.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.reproductions.papers.Claim;
import org.quantzoo.reproductions.papers.Claims;
import org.quantzoo.reproductions.papers.PrintedNoise;
import org.quantzoo.reproductions.runs.CommittedRuns;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.reproductions.studies.Network.Block;

class VerdictsTests {
    private static final String TABLE_1 = "starting-positions/table1";

    @TempDir
    Path empty;

    @Test
    void networksOfTheZoosOwnRecipeAreNoEvidenceForAClaimOfAPaper() {
        assertThat(CommittedRuns.STORE.records()).anyMatch(run -> run.scale() == Scale.ZOO && run.completed());
        assertThat(Evidence.recorded(CommittedRuns.STORE))
                .isNotEmpty()
                .noneMatch(evidence -> evidence.scale() == Scale.ZOO);
    }

    @Test
    void every_claim_about_initialisation_layers_blocks_and_factorisation_has_a_verdict_on_both_levels() {
        List<ClaimVerdict> verdicts = Verdicts.of(RunStore.at(empty));

        assertThat(verdicts)
                .extracting(verdict -> verdict.claim().id())
                .containsExactlyElementsOf(Claims.get().all().stream()
                        .map(claim -> claim.id())
                        .filter(id -> id.startsWith("SP-") || id.startsWith("TH-"))
                        .toList());
        assertThat(verdicts).allSatisfy(verdict -> {
            assertThat(verdict.measured()).hasSameSizeAs(verdict.printed());
            assertThat(verdict.printed())
                    .allSatisfy(finding -> assertThat(finding.inWords()).isNotBlank());
        });
    }

    /** The reference counts and correlations were computed from the tables by hand and by another program. */
    @Test
    void the_printed_numbers_give_the_counts_and_correlations_that_were_found_by_hand() {
        assertThat(printed("SP-03", 0).estimate().n()).isEqualTo(12);
        assertThat(printed("SP-04", 0).estimate().pValue()).isCloseTo(0.052, within(0.001));
        assertThat(printed("SP-09", 0).estimate().value())
                .as("nine of nine families")
                .isEqualTo(1);
        assertThat(printed("SP-10", 0).estimate().n()).isEqualTo(24);
        assertThat(printed("TH-05", 0).estimate().value()).isCloseTo(0.33, within(0.005));
        assertThat(printed("TH-06", 0).estimate().value()).isEqualTo(1);
        assertThat(printed("TH-20", 0).estimate().value()).as("totals").isEqualTo(3);
        assertThat(printed("TH-22", 0).estimate().value()).isCloseTo(2.36, within(1e-9));
    }

    @Test
    void the_noise_of_printed_numbers_is_that_of_repeated_measurements() {
        assertThat(PrintedNoise.betweenCheckpoints("quint8_accuracy")
                        .orElseThrow()
                        .rmsChange())
                .isCloseTo(6.0, within(0.05));
        assertThat(PrintedNoise.betweenCheckpoints("fp32_accuracy")
                        .orElseThrow()
                        .rmsChange())
                .isCloseTo(0.16, within(0.005));
        assertThat(PrintedNoise.ofOneRun("percent_accuracy_decrease", true)
                        .orElseThrow()
                        .standardDeviation())
                .as("batch normalisation makes it larger")
                .isGreaterThan(PrintedNoise.ofOneRun("percent_accuracy_decrease", false)
                        .orElseThrow()
                        .standardDeviation());
        assertThat(PrintedNoise.ofOneRun("qce")).isEmpty();
    }

    /** Chosen among twelve after looking, from single runs with a standard deviation of six points. */
    @Test
    void a_printed_outlier_of_a_single_run_is_not_a_finding() {
        assertThat(printed("SP-07", 0).ruling()).isEqualTo(Ruling.UNDECIDED);
        assertThat(printed("SP-07", 0).remark()).contains("noise of single runs");
        assertThat(printed("TH-24", 0).ruling()).isEqualTo(Ruling.UNDECIDED);
    }

    @Test
    void without_runs_a_claim_is_not_run_and_says_how_many_would_be_needed() {
        Finding finding = measured("SP-05", 0, List.of());

        assertThat(finding.ruling()).isEqualTo(Ruling.NOT_RUN);
        assertThat(finding.inWords()).contains("0 runs, of about 36");
    }

    @Test
    void an_effect_larger_than_the_spread_of_seeds_is_supported_and_its_opposite_is_not() {
        assertThat(measured("SP-05", 0, depthwise(3, (cell, noise) -> large(cell) ? 2 + noise : 20 + noise))
                        .ruling())
                .isEqualTo(Ruling.SUPPORTED);
        assertThat(measured("SP-05", 0, depthwise(3, (cell, noise) -> large(cell) ? 30 + noise : 20 + noise))
                        .ruling())
                .isEqualTo(Ruling.NOT_SUPPORTED);
    }

    @Test
    void an_effect_inside_the_spread_of_seeds_stays_open_and_says_how_many_runs_would_decide_it() {
        Finding finding =
                measured("SP-05", 0, depthwise(3, (cell, noise) -> large(cell) ? 19 + 10 * noise : 20 + 10 * noise));

        assertThat(finding.ruling()).isEqualTo(Ruling.UNDECIDED);
        assertThat(finding.remark()).startsWith("36 runs; about ").endsWith("would decide an effect of this size");
        assertThat(finding.noise()).startsWith("sd of one run").contains("(24 degrees of freedom)");
    }

    @Test
    void one_seed_has_no_noise_and_decides_no_contrast() {
        Finding finding = measured("SP-05", 0, depthwise(1, (cell, noise) -> large(cell) ? 2 : 20 + noise));

        assertThat(finding.ruling()).isEqualTo(Ruling.UNDECIDED);
        assertThat(finding.remark()).isEqualTo("12 runs, of about 36 (3 seeds of each cell)");
    }

    @Test
    void two_cells_do_not_speak_for_an_architecture() {
        List<Result> two = depthwise(3, (cell, noise) -> large(cell) ? 2 + noise : 20 + noise).stream()
                .filter(result ->
                        large(result.cell()) || result.network().initializer().equals("GLOROT_UNI"))
                .toList();

        assertThat(measured("SP-05", 0, two).ruling()).isEqualTo(Ruling.UNDECIDED);
        assertThat(measured("SP-05", 0, two).remark()).contains("2 of 12 cells");
    }

    /** In front by a point, with a spread of two, and then by ten. */
    @Test
    void a_rank_counts_only_when_the_networks_in_front_and_behind_are_so_beyond_noise() {
        assertThat(measured("SP-08", 0, ranked(1)).estimate().upper()).isEqualTo(12);
        assertThat(measured("SP-08", 0, ranked(1)).ruling()).isEqualTo(Ruling.UNDECIDED);
        assertThat(measured("SP-08", 0, ranked(10)).estimate().upper()).isEqualTo(1);
        assertThat(measured("SP-08", 0, ranked(10)).ruling()).isEqualTo(Ruling.SUPPORTED);
    }

    private static List<Result> ranked(double lead) {
        return depthwise(
                "fp32_accuracy",
                3,
                (cell, noise) -> (cell.network().initializer().equals("GLOROT_UNI") ? 60 + lead : 60) + noise);
    }

    @Test
    void the_scale_with_most_results_is_heard_whatever_it_says() {
        List<Result> open = depthwise(3, (cell, noise) -> large(cell) ? 19 + 10 * noise : 20 + 10 * noise);
        List<Result> decided = depthwise(2, (cell, noise) -> large(cell) ? 2 + noise : 20 + noise);
        Evidence most = new Evidence("paper scale", "paper", Scale.PAPER, open);
        Evidence fewer = new Evidence("quick scale", "quick", Scale.QUICK, decided);
        Claim claim = Claims.get().claim("SP-06");

        ClaimVerdict verdict = Verdicts.verdict(claim, Evidence.printed(), List.of(most, fewer));
        assertThat(verdict.measured()).extracting(Finding::evidence).containsExactly("paper scale");
    }

    @Test
    void the_fifth_epoch_is_compared_for_eight_networks_and_three_numbers() {
        List<FifthEpoch> numbers = FifthEpoch.of(RunStore.at(empty));

        assertThat(numbers).hasSize(8 * 3).allSatisfy(number -> {
            assertThat(number.printed()).isPositive();
            assertThat(number.measuredInWords()).isEqualTo("-");
        });
        assertThat(numbers.get(0))
                .isEqualTo(new FifthEpoch("DWS_Conv_No_BN_RandNorm_Med", "fp32_accuracy", 39.83, null));
    }

    @Test
    void the_page_has_a_line_for_each_claim_and_for_each_statistic() {
        List<ClaimVerdict> verdicts = Verdicts.of(RunStore.at(empty));
        List<String> lines = VerdictPage.of(RunStore.at(empty)).lines().toList();

        assertThat(lines.stream().filter(line -> line.startsWith("| SP-03 |"))).hasSize(2);
        assertThat(lines.stream().filter(line -> line.matches("\\| (SP|TH)-.*")))
                .hasSize(verdicts.size()
                        + verdicts.stream().mapToInt(v -> v.printed().size()).sum());
        assertThat(lines.get(0)).startsWith("Of " + verdicts.size() + " claims");
    }

    /** Table 1: 75 to 81 percent against 55 to 89. */
    @Test
    void the_printed_spread_of_depthwise_separable_networks_is_a_fraction_of_that_of_regular_ones() {
        List<ScopeReading> readings = Verdicts.scopeReadings(RunStore.at(empty));

        assertThat(readings).singleElement().satisfies(reading -> {
            assertThat(reading.depthwise()).isBetween(1.5, 2.5);
            assertThat(reading.regular()).isBetween(12.0, 15.0);
            assertThat(reading.ratio().upper()).isLessThan(0.5);
        });
    }

    private static boolean large(Cell cell) {
        return cell.network().initializer().equals("RAND_UNI_LARGE");
    }

    private static Finding printed(String claim, int part) {
        return Verdicts.findings(Claims.get().claim(claim), Evidence.printed()).get(part);
    }

    private static Finding measured(String claim, int part, List<Result> results) {
        return Verdicts.findings(Claims.get().claim(claim), new Evidence("invented", "invented", Scale.QUICK, results))
                .get(part);
    }

    /** Runs of the twelve depthwise separable cells with batch normalisation; the decrease is a function of the cell and a normal draw. */
    private static List<Result> depthwise(int seeds, ToDoubleBiFunction<Cell, Double> decrease) {
        return depthwise("percent_accuracy_decrease", seeds, decrease);
    }

    private static List<Result> depthwise(String metric, int seeds, ToDoubleBiFunction<Cell, Double> value) {
        List<Result> results = new ArrayList<>();
        for (Cell cell : Cells.get().ofStudy(TABLE_1)) {
            for (long seed = 1; seed <= seeds; seed++) {
                if (cell.network().block() == Block.DEPTHWISE_SEPARABLE
                        && cell.network().batchNorm()) {
                    double noise = new SplittableRandom(cell.id().hashCode() * 31L + seed).nextDouble(-2, 2);
                    results.add(new Invented(cell, seed, metric, value.applyAsDouble(cell, noise)));
                }
            }
        }
        return results;
    }

    private record Invented(Cell cell, long seed, String metric, double value) implements Result {
        @Override
        public boolean trained() {
            return true;
        }

        @Override
        public OptionalDouble metric(String name, double fraction) {
            return name.equals(metric) ? OptionalDouble.of(value) : OptionalDouble.empty();
        }

        @Override
        public Optional<LayerProfile> layers() {
            return Optional.empty();
        }
    }
}
