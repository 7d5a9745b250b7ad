package org.quantzoo.reproductions.verdicts;

import static org.quantzoo.reproductions.verdicts.ClaimTests.COMPLEX;
import static org.quantzoo.reproductions.verdicts.ClaimTests.DROP;
import static org.quantzoo.reproductions.verdicts.ClaimTests.FP32;
import static org.quantzoo.reproductions.verdicts.ClaimTests.INITIALIZERS;
import static org.quantzoo.reproductions.verdicts.ClaimTests.QUINT8;
import static org.quantzoo.reproductions.verdicts.ClaimTests.between;
import static org.quantzoo.reproductions.verdicts.ClaimTests.contrast;
import static org.quantzoo.reproductions.verdicts.ClaimTests.paired;
import static org.quantzoo.reproductions.verdicts.Select.block;
import static org.quantzoo.reproductions.verdicts.Select.initializer;
import static org.quantzoo.reproductions.verdicts.Select.withBatchNorm;

import java.util.List;
import java.util.function.Predicate;
import org.quantzoo.reproductions.statistics.GroupVariance;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.reproductions.studies.Network.Block;

/** Complex blocks: Starting Positions Matter, Table 2. */
final class ComplexBlockClaims {
    private ComplexBlockClaims() {}

    static List<ClaimTest> tests() {
        Predicate<Network> residual = withBatchNorm(Block.BASIC_RESIDUAL);
        Predicate<Network> inverted = withBatchNorm(Block.INVERTED_RESIDUAL);
        return List.of(
                between("SP-20", "Basic_Residual_With_BN", QUINT8, residual, COMPLEX),
                between("SP-20", "MbNetv2_Conv_With_BN", QUINT8, inverted, COMPLEX),
                new ClaimTest(
                        "SP-21",
                        "",
                        "standard deviation between initialisers of the fp32 accuracy of MbNetv2_Conv_With_BN, points",
                        List.of(COMPLEX),
                        inverted,
                        FP32,
                        Claimed.below(1),
                        sample -> sample.between(FP32).map(GroupVariance::betweenDeviation)),
                contrast(
                        "SP-22",
                        "",
                        "percent decrease with RandUni_Med minus the mean of the other initialisers",
                        inverted,
                        COMPLEX,
                        DROP,
                        initializer("RAND_UNI_MED"),
                        initializer("RAND_UNI_MED").negate(),
                        INITIALIZERS,
                        Claimed.negative()),
                contrast(
                        "SP-23",
                        "",
                        "percent decrease with RandUni_Large minus the mean of RandUni_Small and RandUni_Med",
                        residual,
                        COMPLEX,
                        DROP,
                        initializer("RAND_UNI_LARGE"),
                        initializer("RAND_UNI_SMALL", "RAND_UNI_MED"),
                        INITIALIZERS,
                        Claimed.positive()),
                paired(
                        "SP-24",
                        "fp32 accuracy",
                        "fp32 accuracy without minus with batch normalisation of residual networks, paired by initialiser and seed; a loss"
                                + " of three points is still a match",
                        List.of(COMPLEX),
                        block(Block.BASIC_RESIDUAL).and(initializer(Select.LAYER_AWARE)),
                        FP32,
                        network -> !network.batchNorm(),
                        Network::initializer,
                        Claimed.above(-3)),
                paired(
                        "SP-24",
                        "decrease",
                        "percent decrease with minus without batch normalisation of the same networks, paired",
                        List.of(COMPLEX),
                        block(Block.BASIC_RESIDUAL).and(initializer(Select.LAYER_AWARE)),
                        DROP,
                        Network::batchNorm,
                        Network::initializer,
                        Claimed.positive()),
                paired(
                        "SP-25",
                        "",
                        "percent decrease of MbNetv2_Conv_With_BN minus Basic_Residual_With_BN with layer-aware initialisers, paired by"
                                + " initialiser and seed",
                        List.of(COMPLEX),
                        inverted.or(residual).and(initializer(Select.LAYER_AWARE)),
                        DROP,
                        block(Block.INVERTED_RESIDUAL),
                        Network::initializer,
                        Claimed.positive()));
    }
}
