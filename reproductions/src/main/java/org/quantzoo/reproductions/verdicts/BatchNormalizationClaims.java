package org.quantzoo.reproductions.verdicts;

import static org.quantzoo.reproductions.verdicts.ClaimTests.COMPLEX;
import static org.quantzoo.reproductions.verdicts.ClaimTests.DROP;
import static org.quantzoo.reproductions.verdicts.ClaimTests.FP32;
import static org.quantzoo.reproductions.verdicts.ClaimTests.INITIALIZERS;
import static org.quantzoo.reproductions.verdicts.ClaimTests.SIMPLE;
import static org.quantzoo.reproductions.verdicts.ClaimTests.paired;
import static org.quantzoo.reproductions.verdicts.Select.all;
import static org.quantzoo.reproductions.verdicts.Select.block;
import static org.quantzoo.reproductions.verdicts.Select.initializer;
import static org.quantzoo.reproductions.verdicts.Select.withoutBatchNorm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.quantzoo.reproductions.statistics.Agreement;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.reproductions.studies.Network.Block;

/** What batch normalisation decides: which networks train at all, and how they quantize. Starting Positions Matter, section 3; thesis 4.4 and 6.2. */
final class BatchNormalizationClaims {
    private static final List<String> BOTH = List.of(SIMPLE, COMPLEX);

    private static final int CELLS_WITHOUT_BATCH_NORM = 24;

    private BatchNormalizationClaims() {}

    static List<ClaimTest> tests() {
        List<ClaimTest> tests = new ArrayList<>();
        tests.add(paired(
                "SP-03",
                "",
                "percent decrease with minus without batch normalisation, paired by architecture, initialiser and seed",
                BOTH,
                all(),
                DROP,
                Network::batchNorm,
                network -> List.of(network.block(), network.initializer()),
                Claimed.positive()));
        tests.add(new ClaimTest(
                "SP-10",
                "",
                "share of the 24 cells without batch normalisation that train or fail as claimed (trained: above 15 %)",
                List.of(SIMPLE),
                withoutBatchNorm(Block.REGULAR, Block.DEPTHWISE_SEPARABLE),
                null,
                Claimed.above(21.0 / CELLS_WITHOUT_BATCH_NORM),
                BatchNormalizationClaims::trainedPattern));
        Predicate<Network> dead = withoutBatchNorm(Block.DEPTHWISE_SEPARABLE).and(initializer("GLOROT_UNI"));
        tests.add(new ClaimTest(
                "SP-11",
                "chance",
                "largest distance of fp32 accuracy from 10 % over the runs of DWS_Conv_No_BN_GlorotUni, points",
                List.of(SIMPLE),
                dead,
                null,
                Claimed.within(0.5),
                sample -> worst(sample, FP32, 10)));
        tests.add(new ClaimTest(
                "SP-11",
                "uniform outputs",
                "largest distance of QCE from ln 10 over the runs of DWS_Conv_No_BN_GlorotUni, nats",
                List.of(SIMPLE),
                dead,
                null,
                Claimed.within(0.0014),
                sample -> worst(sample, "qce", Math.log(10))));
        tests.add(new ClaimTest(
                "SP-12",
                "",
                "share of networks with batch normalisation that learn (above 15 %), of four architectures and twelve initialisers",
                BOTH,
                Network::batchNorm,
                null,
                Claimed.above(1),
                sample -> share(sample, 4 * INITIALIZERS)));
        Predicate<Network> separable = block(Block.DEPTHWISE_SEPARABLE);
        Predicate<Network> naive = initializer(Select.LAYER_AWARE).negate();
        tests.add(paired(
                "SP-15",
                "decrease",
                "percent decrease with minus without batch normalisation of naively initialised depthwise separable networks, paired",
                List.of(SIMPLE),
                separable.and(naive),
                DROP,
                Network::batchNorm,
                Network::initializer,
                Claimed.positive()));
        tests.add(paired(
                "SP-15",
                "price",
                "fp32 accuracy with minus without batch normalisation of the same networks, paired",
                List.of(SIMPLE),
                separable.and(naive),
                FP32,
                Network::batchNorm,
                Network::initializer,
                Claimed.positive()));
        return tests;
    }

    /** Which of the cells without batch normalisation the text says can be trained. */
    private static boolean claimedToTrain(Network network) {
        return network.block() == Block.REGULAR
                ? Select.LAYER_AWARE.contains(network.initializer())
                : List.of("MOD_GLOROT_UNI_LARGE", "RAND_NORM_MED", "RAND_NORM_LARGE", "RAND_UNI_LARGE")
                        .contains(network.initializer());
    }

    private static Optional<Estimate> trainedPattern(Sample sample) {
        Map<Cell, List<Result>> byCell = sample.results().stream().collect(Collectors.groupingBy(Result::cell));
        if (byCell.size() < CELLS_WITHOUT_BATCH_NORM) {
            return Optional.empty();
        }
        boolean[] trained = new boolean[byCell.size()];
        boolean[] claimed = new boolean[byCell.size()];
        int i = 0;
        for (Map.Entry<Cell, List<Result>> cell : byCell.entrySet()) {
            // Of several seeds, most decide.
            long learned = cell.getValue().stream().filter(Result::trained).count();
            trained[i] = 2 * learned > cell.getValue().size();
            claimed[i] = claimedToTrain(cell.getKey().network());
            i++;
        }
        return Optional.of(Agreement.of(trained, claimed));
    }

    private static Optional<Estimate> worst(Sample sample, String metric, double expected) {
        double[] distances = sample.results().stream()
                .map(result -> result.metric(metric))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(value -> Math.abs(value.getAsDouble() - expected))
                .toArray();
        return distances.length == 0
                ? Optional.empty()
                : Optional.of(
                        Estimate.exact(Arrays.stream(distances).max().orElseThrow(), Double.NaN, distances.length));
    }

    /** All have to learn, so one that does not refutes the claim before all were run. */
    private static Optional<Estimate> share(Sample sample, int cells) {
        Map<Cell, List<Result>> byCell = sample.results().stream().collect(Collectors.groupingBy(Result::cell));
        long learned = byCell.values().stream()
                .filter(runs -> runs.stream().anyMatch(Result::trained))
                .count();
        boolean complete = byCell.size() >= cells;
        return complete || learned < byCell.size()
                ? Optional.of(Estimate.exact((double) learned / byCell.size(), Double.NaN, byCell.size()))
                : Optional.empty();
    }
}
