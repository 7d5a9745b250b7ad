package org.quantzoo.reproductions.ghn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.ParameterPredictor;
import org.quantzoo.zoo.pretrained.ParameterHash;

/** The trained hypernetwork under version control, and the records around it. */
class CommittedHypernetworkTests {
    private static final Path RESULTS = Path.of("results");

    private static List<Path> trainings() throws IOException {
        try (Stream<Path> files = Files.walk(RESULTS.resolve(GhnExperiment.STUDY))) {
            return files.filter(file -> file.getFileName().toString().equals(GhnStore.TRAINING))
                    .toList();
        }
    }

    @Test
    void weightsAreThoseOfTheirRecordAndPredictAllParametersOfAnUnseenNetwork() throws IOException {
        int found = 0;
        for (Path file : trainings()) {
            Path weights = file.resolveSibling("weights");
            if (Files.isDirectory(weights)) {
                GhnTrainingRecord record = Json.mapper().readValue(file.toFile(), GhnTrainingRecord.class);
                GhnWeights loaded = GhnCheckpoint.load(weights);
                NetworkGraph unseen =
                        NetworkGraph.of(TestSplit.ID.architectures().architecture(0), 10);

                assertThat(ParameterHash.of(loaded.vector())).isEqualTo(record.paramsHash());
                assertThat(new ParameterPredictor(loaded).predict(unseen).values())
                        .allSatisfy(tensor ->
                                assertThat(tensor.sumNumber().doubleValue()).isFinite());
                found++;
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void everyEvaluationIsOfWeightsThatARecordNamesAndAgreesWithItsRows() {
        GhnStore store = new GhnStore(RunStore.at(RESULTS));
        List<String> hashes = store.trainings(Scale.QUICK).stream()
                .map(GhnTrainingRecord::paramsHash)
                .toList();

        assertThat(store.evaluations(Scale.QUICK)).isNotEmpty().allSatisfy(evaluation -> {
            assertThat(evaluation.paramsHash() == null || hashes.contains(evaluation.paramsHash()))
                    .isTrue();
            assertThat(AccuracySummary.of(evaluation.networks().stream()
                            .mapToDouble(NetworkAccuracy::top1)
                            .toArray()))
                    .isEqualTo(evaluation.top1());
        });
    }
}
