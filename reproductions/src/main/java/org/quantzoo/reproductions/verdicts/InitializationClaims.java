package org.quantzoo.reproductions.verdicts;

import static org.quantzoo.reproductions.verdicts.ClaimTests.COMPLEX;
import static org.quantzoo.reproductions.verdicts.ClaimTests.DROP;
import static org.quantzoo.reproductions.verdicts.ClaimTests.FP32;
import static org.quantzoo.reproductions.verdicts.ClaimTests.INITIALIZERS;
import static org.quantzoo.reproductions.verdicts.ClaimTests.QUINT8;
import static org.quantzoo.reproductions.verdicts.ClaimTests.SIMPLE;
import static org.quantzoo.reproductions.verdicts.ClaimTests.between;
import static org.quantzoo.reproductions.verdicts.ClaimTests.contrast;
import static org.quantzoo.reproductions.verdicts.ClaimTests.paired;
import static org.quantzoo.reproductions.verdicts.Select.all;
import static org.quantzoo.reproductions.verdicts.Select.block;
import static org.quantzoo.reproductions.verdicts.Select.initializer;
import static org.quantzoo.reproductions.verdicts.Select.withBatchNorm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.reproductions.studies.Network.Block;

/** What the initialiser decides in networks that train: Starting Positions Matter, section 3; thesis chapter 4. */
final class InitializationClaims {
    private static final List<String> BOTH = List.of(SIMPLE, COMPLEX);

    private static final int INITIALIZER_FAMILIES = 5;

    /** One order of three in six is the expected one by chance. */
    private static final double CHANCE_OF_ORDER = 1.0 / 6;

    private InitializationClaims() {}

    static List<ClaimTest> tests() {
        List<ClaimTest> tests = new ArrayList<>();
        Predicate<Network> depthwise = withBatchNorm(Block.DEPTHWISE_SEPARABLE);
        Predicate<Network> regular = withBatchNorm(Block.REGULAR);
        Predicate<Network> residual = withBatchNorm(Block.BASIC_RESIDUAL);

        tests.add(between("SP-01", "Regular_Conv_With_BN", FP32, regular, SIMPLE));
        tests.add(between("SP-01", "DWS_Conv_With_BN", FP32, depthwise, SIMPLE));
        tests.add(between("SP-02", "DWS_Conv_With_BN", DROP, depthwise, SIMPLE));
        tests.add(between("SP-02", "Regular_Conv_With_BN", DROP, regular, SIMPLE));
        tests.add(paired(
                "SP-04",
                "",
                "percent decrease of depthwise separable minus regular networks with batch normalisation, paired by initialiser and seed",
                List.of(SIMPLE),
                depthwise.or(regular),
                DROP,
                block(Block.DEPTHWISE_SEPARABLE),
                Network::initializer,
                Claimed.positive()));
        tests.add(paired(
                "SP-04b",
                "layer-aware initialisers",
                "quint8 accuracy of depthwise separable minus regular networks with batch normalisation, paired by initialiser and seed",
                List.of(SIMPLE),
                depthwise.or(regular).and(initializer(Select.LAYER_AWARE)),
                QUINT8,
                block(Block.DEPTHWISE_SEPARABLE),
                Network::initializer,
                Claimed.negative()));
        tests.add(contrast(
                "SP-05",
                "one cell",
                "percent decrease with RandUni_Large minus the mean of the other initialisers",
                depthwise,
                SIMPLE,
                DROP,
                initializer("RAND_UNI_LARGE"),
                initializer("RAND_UNI_LARGE").negate(),
                INITIALIZERS,
                Claimed.negative()));
        tests.add(contrast(
                "SP-05",
                "large against small scale",
                "percent decrease with the largest scale of each naive family minus the smallest",
                depthwise,
                SIMPLE,
                DROP,
                initializer(Select.LARGE),
                initializer(Select.SMALL),
                1,
                Claimed.negative()));
        tests.add(contrast(
                "SP-06",
                "",
                "percent decrease with He initialisers minus the mean of the others",
                depthwise,
                SIMPLE,
                DROP,
                initializer(Select.HE),
                initializer(Select.HE).negate(),
                INITIALIZER_FAMILIES,
                Claimed.positive()));
        tests.add(contrast(
                "SP-07",
                "",
                "percent decrease with ModGlorotUni_Med minus the mean of the other initialisers",
                regular,
                SIMPLE,
                DROP,
                initializer("MOD_GLOROT_UNI_MED"),
                initializer("MOD_GLOROT_UNI_MED").negate(),
                INITIALIZERS,
                Claimed.positive()));
        tests.add(glorotRank("DWS_Conv_With_BN", SIMPLE, depthwise));
        tests.add(glorotRank("Regular_Conv_With_BN", SIMPLE, regular));
        tests.add(glorotRank("Basic_Residual_With_BN", COMPLEX, residual));
        tests.add(awareAgainstNaive("Regular_Conv_With_BN", SIMPLE, regular));
        tests.add(awareAgainstNaive("Basic_Residual_With_BN", COMPLEX, residual));
        tests.add(new ClaimTest(
                "SP-09",
                "",
                "share of the nine families (three architectures with batch normalisation, three initialiser families) whose fp32"
                        + " accuracy falls from small over medium to large scale",
                BOTH,
                depthwise.or(regular).or(residual),
                FP32,
                Claimed.above(0.5),
                InitializationClaims::monotoneFamilies));
        tests.add(correlation("SP-13", "QMSE and decrease", "qmse"));
        tests.add(correlation("SP-13", "QCE and decrease", "qce"));
        tests.add(new ClaimTest(
                "SP-14",
                "",
                "strongest pair of networks of one architecture of which one is better in fp32 and worse in quint8: the smaller of the two z"
                        + " values, with the p value for as many pairs as there are",
                BOTH,
                all(),
                QUINT8,
                Claimed.positive(),
                DiscordantPairs::strongest));
        return tests;
    }

    private static ClaimTest glorotRank(String part, String study, Predicate<Network> networks) {
        return new ClaimTest(
                "SP-08",
                part,
                "rank of GlorotUni among the twelve initialisers by mean fp32 accuracy; most success: among the first four",
                List.of(study),
                networks,
                FP32,
                Claimed.below(4),
                sample -> rank(sample, "GLOROT_UNI"));
    }

    private static ClaimTest awareAgainstNaive(String part, String study, Predicate<Network> networks) {
        return contrast(
                "SP-08",
                part + ", groups",
                "fp32 accuracy with layer-aware minus naive initialisers",
                networks,
                study,
                FP32,
                initializer(Select.LAYER_AWARE),
                initializer(Select.LAYER_AWARE).negate(),
                1,
                Claimed.positive());
    }

    /** The rank among the initialisers, 1 for the best, between the ranks it has if only those count as better, or as worse, that are so beyond noise. */
    private static Optional<Estimate> rank(Sample sample, String initializer) {
        Map<Cell, List<Double>> cells = sample.byCell(result -> result.metric(FP32));
        Optional<Sample.Noise> noise = sample.noise(FP32);
        Optional<List<Double>> own = cells.entrySet().stream()
                .filter(entry -> entry.getKey().network().initializer().equals(initializer))
                .map(Map.Entry::getValue)
                .findFirst();
        if (own.isEmpty() || cells.size() < INITIALIZERS || noise.isEmpty()) {
            return Optional.empty();
        }
        int better = 0;
        int surelyBetter = 0;
        int surelyWorse = 0;
        for (List<Double> other : cells.values()) {
            // All comparisons have to be right together: Bonferroni's correction.
            Estimate difference = noise.get().difference(other, own.get(), INITIALIZERS - 1);
            better += difference.value() > 0 ? 1 : 0;
            surelyBetter += difference.lower() > 0 ? 1 : 0;
            surelyWorse += difference.upper() < 0 ? 1 : 0;
        }
        return Optional.of(
                new Estimate(1 + better, 1 + surelyBetter, cells.size() - surelyWorse, Double.NaN, cells.size()));
    }

    private static ClaimTest correlation(String claim, String part, String metric) {
        return new ClaimTest(
                claim,
                part,
                "Spearman's correlation of " + metric + " with the percent decrease over networks",
                BOTH,
                all(),
                null,
                Claimed.positive(),
                sample -> sample.correlation(result -> result.metric(metric), result -> result.metric(DROP)));
    }

    private static Optional<Estimate> monotoneFamilies(Sample sample) {
        Map<Cell, Double> means = sample.means(result -> result.metric(FP32));
        int families = 0;
        int monotone = 0;
        for (Block block : List.of(Block.DEPTHWISE_SEPARABLE, Block.REGULAR, Block.BASIC_RESIDUAL)) {
            Map<String, Double> ofBlock = means.entrySet().stream()
                    .filter(entry -> entry.getKey().network().block() == block)
                    .collect(Collectors.toMap(entry -> entry.getKey().network().initializer(), Map.Entry::getValue));
            for (List<String> family : Select.FAMILIES) {
                if (ofBlock.keySet().containsAll(family)) {
                    families++;
                    double small = ofBlock.get(family.get(0));
                    double medium = ofBlock.get(family.get(1));
                    double large = ofBlock.get(family.get(2));
                    monotone += small > medium && medium > large ? 1 : 0;
                }
            }
        }
        return families == 0 ? Optional.empty() : Optional.of(Estimate.ofShare(monotone, families, CHANCE_OF_ORDER));
    }
}
