package org.quantzoo.reproductions.verdicts;

import static org.quantzoo.reproductions.verdicts.Evidence.FACTORIZATION;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.largestRange;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.meanLogRange;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.meanPrecision;
import static org.quantzoo.reproductions.verdicts.LayerQuantities.rangeWithDepth;
import static org.quantzoo.reproductions.verdicts.Select.all;
import static org.quantzoo.reproductions.verdicts.Select.block;
import static org.quantzoo.reproductions.verdicts.Select.rate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.reproductions.studies.Network.Block;
import org.quantzoo.zoo.analysis.AnalyzedTensor;
import org.quantzoo.zoo.models.FactorizationRate;

/** Ranges and precisions of the layers of FactorizeNet: thesis 5.5 and 6.2.5. The document draws them and prints no numbers. */
final class FactorizedLayerClaims {
    private static final int LAST = Integer.MAX_VALUE;
    private static final AnalyzedTensor FOLDED = AnalyzedTensor.FOLDED_WEIGHTS;
    private static final AnalyzedTensor ACTIVATIONS = AnalyzedTensor.ACTIVATIONS;

    private FactorizedLayerClaims() {}

    static List<ClaimTest> tests() {
        List<ClaimTest> tests = new ArrayList<>();
        tests.add(new ClaimTest(
                "TH-11",
                "",
                "Spearman's correlation of depth with raw weight range over layers, mean over runs of FactorizeNet",
                List.of(FACTORIZATION),
                block(Block.FACTORIZED),
                null,
                Claimed.below(-0.5),
                sample -> sample.mean(rangeWithDepth(AnalyzedTensor.RAW_WEIGHTS))));
        Predicate<Network> uniform = rate(FactorizationRate.initial(2))
                .or(rate(FactorizationRate.initial(4)))
                .negate();
        tests.add(new ClaimTest(
                "TH-26",
                "activation range",
                "mean log activation range of Regular_Conv minus that of the FactorizeNets, over runs",
                List.of(FACTORIZATION),
                all(),
                null,
                Claimed.negative(),
                sample -> difference(
                        sample, block(Block.REGULAR), block(Block.FACTORIZED), meanLogRange(ACTIVATIONS, 1, LAST))));
        tests.add(new ClaimTest(
                "TH-27",
                "range",
                "Spearman's correlation of the factorisation rate with the largest folded weight range, over runs of f = 1, 2, 4, 8, 16, DWS",
                List.of(FACTORIZATION),
                uniform,
                null,
                Claimed.positive(),
                sample -> sample.correlation(FactorizedLayerClaims::rateOfRun, largestRange(FOLDED))));
        tests.add(new ClaimTest(
                "TH-27",
                "precision",
                "the same with the mean folded weight precision",
                List.of(FACTORIZATION),
                uniform,
                null,
                Claimed.negative(),
                sample -> sample.correlation(FactorizedLayerClaims::rateOfRun, meanPrecision(FOLDED, 1, LAST))));
        tests.add(new ClaimTest(
                "TH-28",
                "range",
                "mean log folded weight range of layers 1 to 3, f16 minus f2, over runs",
                List.of(FACTORIZATION),
                block(Block.FACTORIZED),
                null,
                Claimed.positive(),
                sample -> difference(
                        sample,
                        rate(FactorizationRate.uniform(16)),
                        rate(FactorizationRate.uniform(2)),
                        meanLogRange(FOLDED, 1, 3))));
        tests.add(new ClaimTest(
                "TH-28",
                "precision",
                "mean folded weight precision of all layers, f16 minus f2, over runs",
                List.of(FACTORIZATION),
                block(Block.FACTORIZED),
                null,
                Claimed.negative(),
                sample -> difference(
                        sample,
                        rate(FactorizationRate.uniform(16)),
                        rate(FactorizationRate.uniform(2)),
                        meanPrecision(FOLDED, 1, LAST))));
        return tests;
    }

    private static OptionalDouble rateOfRun(Result result) {
        return OptionalDouble.of(FactorizationClaims.rateOf(result.network()));
    }

    /** Welch's comparison of two groups of runs. */
    private static Optional<Estimate> difference(
            Sample sample,
            Predicate<Network> first,
            Predicate<Network> second,
            Function<Result, OptionalDouble> quantity) {
        Optional<Estimate> ofFirst = sample.where(first).mean(quantity);
        Optional<Estimate> ofSecond = sample.where(second).mean(quantity);
        if (ofFirst.isEmpty() || ofSecond.isEmpty()) {
            return Optional.empty();
        }
        double[] a = Sample.values(sample.where(first).having(quantity, quantity), quantity);
        double[] b = Sample.values(sample.where(second).having(quantity, quantity), quantity);
        return Optional.of(Estimate.ofDifference(a, b));
    }
}
