package org.quantzoo.reproductions.verdicts;

import static org.quantzoo.reproductions.verdicts.ClaimTests.DROP;
import static org.quantzoo.reproductions.verdicts.ClaimTests.SIMPLE;
import static org.quantzoo.reproductions.verdicts.Select.all;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.quantzoo.reproductions.statistics.Bootstrap;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.statistics.RankSeparation;

/** Quantization error over training: thesis, Tables 4.3 and 4.4. */
final class TrainingClaims {
    private static final double EARLY = 0.025;
    private static final double MIDDLE = 0.375;

    /** Networks with a final decrease from this percentile on are the worst. */
    private static final double WORST_FROM_PERCENT = 75;

    private static final int FEWEST_NETWORKS = 6;

    private TrainingClaims() {}

    static List<ClaimTest> tests() {
        return List.of(
                new ClaimTest(
                        "TH-05",
                        "early",
                        "Spearman's correlation of the percent decrease after 2.5 % of training (one epoch, where that is more) with the final one; no"
                                + " predictor: below 0.5",
                        List.of(SIMPLE),
                        all(),
                        DROP,
                        Claimed.below(0.5),
                        sample -> sample.correlation(at(DROP, EARLY), at(DROP, 1))),
                new ClaimTest(
                        "TH-05",
                        "early against middle",
                        "the same correlation after 37.5 % of training (or at the next milestone of a run) minus that after 2.5 %",
                        List.of(SIMPLE),
                        all(),
                        DROP,
                        Claimed.positive(),
                        TrainingClaims::gain),
                new ClaimTest(
                        "TH-06",
                        "",
                        "probability that a network of the worst quarter of final decreases has a higher QMSE after 37.5 % of training (or at the"
                                + " next milestone of a run) than one of the others",
                        List.of(SIMPLE),
                        all(),
                        "qmse",
                        new Claimed(0.5, Double.POSITIVE_INFINITY, true),
                        TrainingClaims::separation));
    }

    private static Function<Result, OptionalDouble> at(String metric, double fraction) {
        return result -> result.metric(metric, fraction);
    }

    private static Optional<Estimate> gain(Sample sample) {
        List<Result> results = sample.having(at(DROP, EARLY), at(DROP, MIDDLE)).stream()
                .filter(result -> result.metric(DROP).isPresent())
                .toList();
        if (results.size() < FEWEST_NETWORKS) {
            return Optional.empty();
        }
        double[] early = Sample.values(results, at(DROP, EARLY));
        double[] middle = Sample.values(results, at(DROP, MIDDLE));
        double[] last = Sample.values(results, at(DROP, 1));
        return Optional.of(Bootstrap.of(
                results.size(),
                drawn -> correlation(pick(middle, drawn), pick(last, drawn))
                        - correlation(pick(early, drawn), pick(last, drawn))));
    }

    private static Optional<Estimate> separation(Sample sample) {
        List<Result> results = sample.having(at("qmse", MIDDLE), at(DROP, 1));
        if (results.size() < FEWEST_NETWORKS) {
            return Optional.empty();
        }
        double[] last = Sample.values(results, at(DROP, 1));
        double limit = new Percentile().evaluate(last, WORST_FROM_PERCENT);
        double[] worst = results.stream()
                .filter(result -> result.metric(DROP).orElseThrow() >= limit)
                .mapToDouble(result -> result.metric("qmse", MIDDLE).orElseThrow())
                .toArray();
        double[] others = results.stream()
                .filter(result -> result.metric(DROP).orElseThrow() < limit)
                .mapToDouble(result -> result.metric("qmse", MIDDLE).orElseThrow())
                .toArray();
        return others.length == 0 ? Optional.empty() : Optional.of(RankSeparation.of(worst, others));
    }

    private static double correlation(double[] x, double[] y) {
        return new SpearmansCorrelation().correlation(x, y);
    }

    private static double[] pick(double[] values, int[] drawn) {
        return Arrays.stream(drawn).mapToDouble(i -> values[i]).toArray();
    }
}
