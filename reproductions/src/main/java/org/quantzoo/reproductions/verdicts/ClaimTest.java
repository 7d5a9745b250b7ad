package org.quantzoo.reproductions.verdicts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.quantzoo.reproductions.papers.Claims;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.reproductions.studies.Network;

/**
 * The declared test of one part of a claim, the same for printed numbers and for runs.
 *
 * @param claim id
 * @param part which part of the claim, or the empty string
 * @param statistic what is computed, in words
 * @param studies whose results it is computed from, none where it follows from the described networks alone
 * @param networks which networks of these studies
 * @param metric whose noise is told beside it, or null
 * @param claimed where the claim puts the statistic
 * @param measure computes it; empty where the results do not suffice
 */
record ClaimTest(
        String claim,
        String part,
        String statistic,
        List<String> studies,
        Predicate<Network> networks,
        String metric,
        Claimed claimed,
        Measure measure) {

    /** Seeds of each cell that section 0 of the protocol asks for. */
    static final int SEEDS = 3;

    /** More runs than this are not proposed: the effect is too close to the edge for any campaign. */
    private static final double MOST_RUNS = 10_000;

    private static final double ROUNDING = 1e-9;

    /** Cells of one architecture: one for each initialiser. */
    private static final long WHOLE_ARCHITECTURE = 12;

    /** Computes a statistic. */
    @FunctionalInterface
    interface Measure {
        Optional<Estimate> of(Sample sample);
    }

    ClaimTest {
        Claims.get().claim(claim);
        studies = List.copyOf(studies);
    }

    /** What an evidence says. */
    Finding find(Evidence evidence) {
        Sample sample = new Sample(
                studies.stream()
                        .flatMap(study -> evidence.of(study).stream())
                        .distinct()
                        .filter(result -> networks.test(result.network()))
                        .toList(),
                evidence.isPrinted());
        int runs = (int) sample.results().stream()
                .filter(result -> !(result instanceof PrintedResult row) || row.entry() != null)
                .count();
        boolean computed = studies.isEmpty();
        Optional<Estimate> estimate = computed || !sample.results().isEmpty() ? measure.of(sample) : Optional.empty();
        Ruling ruling = estimate.map(claimed::rule)
                .orElse(sample.printed() ? Ruling.NOT_PRINTED : runs == 0 ? Ruling.NOT_RUN : Ruling.UNDECIDED);
        boolean fewCells = !computed && !sample.printed() && ruling.decided() && cellsOf(sample) < fewestCells();
        return new Finding(
                claim,
                part,
                statistic,
                claimed.inWords(),
                computed ? "computed from the described networks" : evidence.name(),
                runs,
                estimate.orElse(null),
                metric == null ? "" : sample.noise(metric).map(this::noise).orElse(""),
                fewCells ? Ruling.UNDECIDED : ruling,
                fewCells
                        ? cellsOf(sample) + " of " + cells() + " cells, too few to speak for all"
                        : remark(sample, runs, estimate, ruling));
    }

    private String remark(Sample sample, int runs, Optional<Estimate> estimate, Ruling ruling) {
        if (ruling == Ruling.NOT_PRINTED) {
            return "the documents print no numbers for it";
        }
        if (estimate.isEmpty()) {
            return counted(runs) + ", of about " + SEEDS * cells() + " (" + SEEDS + " seeds of each cell)";
        }
        if (ruling != Ruling.UNDECIDED) {
            return "";
        }
        String found = sample.printed() ? "within the noise of single runs" : counted(runs);
        // An interval narrows by the root of the number of independent results.
        double factor = Math.pow(claimed.tooWide(estimate.get()), 2);
        if (Double.isNaN(factor) || runs * factor > MOST_RUNS) {
            return "an effect too close to the edge of the claim for any affordable number of runs";
        }
        // An interval that ends where the claim begins was cut there, and does not say how far it would reach.
        if (factor <= 1 + ROUNDING) {
            return found;
        }
        return found + "; about " + (int) Math.ceil(runs * factor) + " of them would decide an effect of this size";
    }

    private static String counted(int runs) {
        return runs + (runs == 1 ? " run" : " runs");
    }

    private static long cellsOf(Sample sample) {
        return sample.results().stream().map(Result::cell).distinct().count();
    }

    /** Half of the cells that the claim is about, and no more than a whole architecture. */
    private long fewestCells() {
        return Math.min(WHOLE_ARCHITECTURE, (cells() + 1) / 2);
    }

    /** The cells that the claim is about. */
    private long cells() {
        return Cells.get().all().stream()
                .filter(cell -> studies.contains(cell.study())
                        || cell.paperRows().stream().anyMatch(row -> studies.stream()
                                .anyMatch(study -> row.entryId().startsWith(study + "/"))))
                .filter(cell -> networks.test(cell.network()))
                .count();
    }

    private String noise(Sample.Noise noise) {
        return String.format(
                Locale.ROOT,
                "sd of one run %s (%d degrees of freedom)",
                Numbers.text(noise.deviation()),
                noise.degreesOfFreedom());
    }
}
