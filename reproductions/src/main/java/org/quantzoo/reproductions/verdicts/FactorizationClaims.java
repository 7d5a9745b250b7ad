package org.quantzoo.reproductions.verdicts;

import static org.quantzoo.reproductions.verdicts.ClaimTests.DROP;
import static org.quantzoo.reproductions.verdicts.ClaimTests.FP32;
import static org.quantzoo.reproductions.verdicts.ClaimTests.QUINT8;
import static org.quantzoo.reproductions.verdicts.ClaimTests.contrast;
import static org.quantzoo.reproductions.verdicts.Evidence.FACTORIZATION;
import static org.quantzoo.reproductions.verdicts.Select.all;
import static org.quantzoo.reproductions.verdicts.Select.block;
import static org.quantzoo.reproductions.verdicts.Select.rate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.reproductions.studies.Network.Block;
import org.quantzoo.zoo.models.FactorizationRate;
import org.quantzoo.zoo.models.NetworkCost;

/** FactorizeNet: thesis chapter 5. */
final class FactorizationClaims {
    /** The multiply-accumulates that the three printed totals are rounded from, in millions to six decimals. */
    private static final Map<String, Long> TOTALS =
            Map.of("Regular_Conv", 266_010_624L, "FactorizeNet-f2", 153_812_992L, "FactorizeNet-f_init2", 104_267_776L);

    /** Networks of the chapter, of which the text singles some out for their decrease. */
    private static final int NETWORKS = 8;

    /** Networks that the thesis suggests or argues against without measuring them. */
    private static final String SUGGESTIONS = "suggestions";

    private static final ImageShape IMAGES = new ImageShape(32, 32, 3);
    private static final int CLASSES = 10;

    private FactorizationClaims() {}

    static List<ClaimTest> tests() {
        Predicate<Network> factorized = block(Block.FACTORIZED);
        Predicate<Network> increasing = rate(FactorizationRate.initial(2));
        return List.of(
                new ClaimTest(
                        "TH-20",
                        "",
                        "number of the three printed totals that the described networks have to the last multiply-accumulate",
                        List.of(),
                        all(),
                        null,
                        Claimed.above(TOTALS.size()),
                        sample -> totals()),
                contrast(
                        "TH-21",
                        "fp32 accuracy",
                        "fp32 accuracy of f_init2 minus f2; equal within 1.5 points",
                        factorized,
                        FACTORIZATION,
                        FP32,
                        increasing,
                        rate(FactorizationRate.uniform(2)),
                        1,
                        Claimed.within(1.5)),
                contrast(
                        "TH-21",
                        "quint8 accuracy",
                        "quint8 accuracy of f_init2 minus f2; equal within 3 points",
                        factorized,
                        FACTORIZATION,
                        QUINT8,
                        increasing,
                        rate(FactorizationRate.uniform(2)),
                        1,
                        Claimed.within(3)),
                contrast(
                        "TH-22",
                        "",
                        "fp32 accuracy of Regular_Conv minus f_init2, which has 2.55 times fewer multiply-accumulates; small: below 4 points",
                        all(),
                        FACTORIZATION,
                        FP32,
                        block(Block.REGULAR),
                        increasing,
                        1,
                        Claimed.below(4)),
                new ClaimTest(
                        "TH-23",
                        "",
                        "Spearman's correlation of multiply-accumulates with fp32 accuracy over the runs of Regular, f2, f4, f8, f16, DWS",
                        List.of(FACTORIZATION),
                        increasing.or(rate(FactorizationRate.initial(4))).negate(),
                        FP32,
                        Claimed.positive(),
                        sample -> sample.correlation(FactorizationClaims::negativeRate, result -> result.metric(FP32))),
                contrast(
                        "TH-24",
                        "",
                        "percent decrease of f16 minus the mean of the other FactorizeNets",
                        factorized,
                        FACTORIZATION,
                        DROP,
                        rate(FactorizationRate.uniform(16)),
                        rate(FactorizationRate.uniform(16)).negate(),
                        NETWORKS,
                        Claimed.positive()),
                contrast(
                        "TH-25",
                        "",
                        "percent decrease of DWS_Conv minus the mean of the FactorizeNets",
                        all(),
                        FACTORIZATION,
                        DROP,
                        block(Block.DEPTHWISE_SEPARABLE),
                        factorized,
                        NETWORKS,
                        Claimed.negative()),
                contrast(
                        "TH-26",
                        "decrease",
                        "percent decrease of Regular_Conv minus the mean of all others",
                        all(),
                        FACTORIZATION,
                        DROP,
                        block(Block.REGULAR),
                        block(Block.REGULAR).negate(),
                        NETWORKS,
                        Claimed.negative()),
                new ClaimTest(
                        "TH-29",
                        "",
                        "quint8 accuracy of the rates 2, 4, 8 at depths 64, 128, 256 minus that of 8, 4, 2",
                        List.of(FACTORIZATION, SUGGESTIONS),
                        factorized,
                        QUINT8,
                        Claimed.positive(),
                        sample -> sample.contrast(QUINT8, increasing, rate(FactorizationRate.shrinking(8)), 1)));
    }

    /** The factorisation rate with its sign turned, which orders the uniform series as multiply-accumulates do. */
    static OptionalDouble negativeRate(Result result) {
        return OptionalDouble.of(-rateOf(result.network()));
    }

    /** Groups at input depth 64: 1 for a regular convolution, all for a depthwise one. */
    static double rateOf(Network network) {
        return switch (network.block()) {
            case REGULAR -> 1;
            case FACTORIZED -> network.factorization().initial();
            default -> 64;
        };
    }

    private static Optional<Estimate> totals() {
        long equal = TOTALS.entrySet().stream()
                .filter(total -> {
                    double printed = PaperTables.get()
                            .entry(FACTORIZATION + "/" + total.getKey())
                            .value("conv_mmacs");
                    return macs(total.getKey()) == total.getValue()
                            && Math.round(total.getValue() / 1e5) == Math.round(10 * printed);
                })
                .count();
        return Optional.of(Estimate.exact(equal, Double.NaN, TOTALS.size()));
    }

    private static long macs(String row) {
        Cell cell =
                Cells.get().measuring(FACTORIZATION + "/" + row).orElseThrow().cell();
        return NetworkCost.of(
                        Networks.of(cell.network(), Recipes.get().recipe(cell, Scale.PAPER), IMAGES, CLASSES, 1)
                                .conf(),
                        InputType.convolutional(IMAGES.height(), IMAGES.width(), IMAGES.channels(), CNN2DFormat.NHWC))
                .convolutionMacs();
    }
}
