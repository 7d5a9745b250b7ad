package org.quantzoo.reproductions.verdicts;

import static org.quantzoo.reproductions.verdicts.ClaimTests.DROP;
import static org.quantzoo.reproductions.verdicts.ClaimTests.SIMPLE;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.meanLogRange;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.meanPrecision;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.precisionStep;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.rangeStep;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.rangeWithPrecision;
import static org.quantzoo.reproductions.verdicts.Select.all;
import static org.quantzoo.reproductions.verdicts.Select.initializer;
import static org.quantzoo.reproductions.verdicts.Select.withBatchNorm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.quantzoo.reproductions.statistics.Bootstrap;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.reproductions.studies.Network.Block;
import org.quantzoo.zoo.analysis.AnalyzedTensor;

/** Ranges and precisions of layers: Starting Positions Matter 3.2; thesis 4.5, 4.6 and 5.5. The documents draw them and print no numbers. */
final class LayerwiseClaims {
    private static final int LAST = Integer.MAX_VALUE;
    private static final AnalyzedTensor FOLDED = AnalyzedTensor.FOLDED_WEIGHTS;
    private static final AnalyzedTensor ACTIVATIONS = AnalyzedTensor.ACTIVATIONS;
    private static final String SETTLING = "TH-04";

    private LayerwiseClaims() {}

    static List<ClaimTest> tests() {
        List<ClaimTest> tests = new ArrayList<>();
        Predicate<Network> depthwise = withBatchNorm(Block.DEPTHWISE_SEPARABLE);
        Predicate<Network> large = initializer("RAND_UNI_LARGE");
        String step = "log of the folded weight range of layer 2 over layer 1, mean over runs, ";
        tests.add(mean(
                "TH-01",
                "He",
                step + "He initialisers",
                depthwise.and(initializer(Select.HE)),
                rangeStep(FOLDED),
                Claimed.positive()));
        tests.add(mean(
                "TH-01",
                "RandUni_Large",
                step + "RandUni_Large",
                depthwise.and(large),
                rangeStep(FOLDED),
                Claimed.negative()));
        String precision = "folded weight precision of layer 2 minus layer 1, mean over runs, ";
        tests.add(mean(
                "TH-02",
                "others",
                precision + "all but RandUni_Large",
                depthwise.and(large.negate()),
                precisionStep(FOLDED),
                Claimed.negative()));
        tests.add(mean(
                "TH-02",
                "RandUni_Large",
                precision + "RandUni_Large",
                depthwise.and(large),
                precisionStep(FOLDED),
                Claimed.positive()));
        tests.add(mean(
                "TH-03",
                "range",
                "log of the activation range of layer 2 over layer 1, mean over runs of DWS_Conv_With_BN",
                depthwise,
                rangeStep(ACTIVATIONS),
                Claimed.positive()));
        tests.add(mean(
                "TH-03",
                "precision",
                "activation precision of layer 2 minus layer 1, mean over runs of DWS_Conv_With_BN",
                depthwise,
                precisionStep(ACTIVATIONS),
                Claimed.negative()));
        tests.add(simple(
                SETTLING,
                "variation",
                "coefficient of variation over the second half of training, activation range minus folded weight range, paired over layers",
                all(),
                Claimed.positive(),
                Stabilization::activationsVaryMore));
        tests.add(mean(
                SETTLING,
                "spread",
                "share of training between the first and the last layer to settle (steps below 5 %), mean over runs",
                all(),
                Stabilization::spread,
                Claimed.above(0.2)));
        tests.add(correlation(
                "TH-07",
                "DWS_Conv_With_BN",
                "mean log activation range",
                depthwise,
                meanLogRange(ACTIVATIONS, 1, LAST),
                Claimed.positive()));
        tests.add(correlation(
                "TH-07",
                "Regular_Conv_With_BN",
                "mean log activation range",
                withBatchNorm(Block.REGULAR),
                meanLogRange(ACTIVATIONS, 1, LAST),
                Claimed.positive()));
        tests.add(correlation(
                "TH-08",
                "range",
                "mean log folded weight range of layers 1 to 3",
                Network::batchNorm,
                meanLogRange(FOLDED, 1, 3),
                Claimed.positive()));
        tests.add(correlation(
                "TH-08",
                "precision",
                "mean folded weight precision of layers 1 to 3",
                Network::batchNorm,
                meanPrecision(FOLDED, 1, 3),
                Claimed.negative()));
        tests.add(simple(
                "TH-08",
                "early against late",
                "strength of the correlation of decrease with range, layers 1 to 3 minus layers 7 to 9",
                Network::batchNorm,
                Claimed.positive(),
                LayerwiseClaims::earlyAgainstLate));
        tests.add(simple(
                "TH-09",
                "",
                "share of runs whose folded weight range and precision correlate negatively over layers",
                all(),
                Claimed.above(0.5),
                LayerwiseClaims::negativeWithin));
        tests.add(mean(
                "TH-10",
                "size",
                "log of the folded over the raw weight range, mean over layers and runs",
                Network::batchNorm,
                LayerQuantities::foldingStep,
                Claimed.positive()));
        tests.add(simple(
                "TH-10",
                "first layer",
                "share of runs in which the first convolution's range grows most",
                Network::batchNorm,
                Claimed.above(0.5),
                sample -> share(sample, LayerQuantities::firstFoldsMost)));
        tests.add(simple(
                "TH-12",
                "range",
                "coefficient of the mean log activation range in a regression of the decrease on it and on mean folded precision",
                all(),
                Claimed.positive(),
                sample -> coefficient(sample, 1)));
        tests.add(simple(
                "TH-12",
                "precision",
                "coefficient of the mean folded weight precision in the same regression",
                all(),
                Claimed.negative(),
                sample -> coefficient(sample, 2)));
        return tests;
    }

    private static ClaimTest mean(
            String claim,
            String part,
            String statistic,
            Predicate<Network> networks,
            Function<Result, OptionalDouble> quantity,
            Claimed claimed) {
        return simple(claim, part, statistic, networks, claimed, sample -> sample.mean(quantity));
    }

    private static ClaimTest correlation(
            String claim,
            String part,
            String quantity,
            Predicate<Network> networks,
            Function<Result, OptionalDouble> value,
            Claimed claimed) {
        return simple(
                claim,
                part,
                "Spearman's correlation of " + quantity + " with the percent decrease over runs",
                networks,
                claimed,
                sample -> sample.correlation(value, result -> result.metric(DROP)));
    }

    private static ClaimTest simple(
            String claim,
            String part,
            String statistic,
            Predicate<Network> networks,
            Claimed claimed,
            ClaimTest.Measure measure) {
        return new ClaimTest(claim, part, statistic, List.of(SIMPLE), networks, null, claimed, measure);
    }

    private static Optional<Estimate> negativeWithin(Sample sample) {
        return share(sample, result -> {
            OptionalDouble rho = rangeWithPrecision(FOLDED).apply(result);
            return rho.isPresent() ? OptionalDouble.of(rho.getAsDouble() < 0 ? 1 : 0) : rho;
        });
    }

    private static Optional<Estimate> share(Sample sample, Function<Result, OptionalDouble> holds) {
        List<Result> having = sample.having(holds, holds);
        int count = (int) having.stream()
                .filter(result -> holds.apply(result).orElseThrow() == 1)
                .count();
        return having.isEmpty() ? Optional.empty() : Optional.of(Estimate.ofShare(count, having.size(), 0.5));
    }

    private static Optional<Estimate> earlyAgainstLate(Sample sample) {
        Function<Result, OptionalDouble> early = meanLogRange(FOLDED, 1, 3);
        Function<Result, OptionalDouble> late = meanLogRange(FOLDED, 7, 9);
        List<Result> results = sample.having(early, result -> result.metric(DROP));
        if (results.size() < 4) {
            return Optional.empty();
        }
        double[] ranges = Sample.values(results, early);
        double[] lateRanges = Sample.values(results, late);
        double[] drops = Sample.values(results, result -> result.metric(DROP));
        return Optional.of(Bootstrap.of(
                results.size(), drawn -> strength(ranges, drops, drawn) - strength(lateRanges, drops, drawn)));
    }

    private static double strength(double[] x, double[] y, int[] drawn) {
        double[] a = new double[drawn.length];
        double[] b = new double[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            a[i] = x[drawn[i]];
            b[i] = y[drawn[i]];
        }
        return Math.abs(new SpearmansCorrelation().correlation(a, b));
    }

    /** A coefficient of the regression, 1 for the range and 2 for the precision. */
    private static Optional<Estimate> coefficient(Sample sample, int which) {
        Function<Result, OptionalDouble> range = meanLogRange(ACTIVATIONS, 1, LAST);
        Function<Result, OptionalDouble> precision = meanPrecision(FOLDED, 1, LAST);
        List<Result> results = sample.having(range, precision);
        if (results.size() < 6) {
            return Optional.empty();
        }
        double[][] x = new double[results.size()][];
        for (int i = 0; i < x.length; i++) {
            x[i] = new double[] {
                range.apply(results.get(i)).orElseThrow(),
                precision.apply(results.get(i)).orElseThrow()
            };
        }
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.newSampleData(Sample.values(results, result -> result.metric(DROP)), x);
        return Optional.of(Estimate.withError(
                regression.estimateRegressionParameters()[which],
                regression.estimateRegressionParametersStandardErrors()[which],
                results.size() - 3,
                results.size(),
                1));
    }
}
