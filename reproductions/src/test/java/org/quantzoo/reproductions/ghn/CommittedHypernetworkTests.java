package org.quantzoo.reproductions.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.reproductions.runs.CommittedRuns;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.ParameterPredictor;
import org.quantzoo.zoo.pretrained.ParameterHash;

/** The trained hypernetwork under version control, and the records around it. */
class CommittedHypernetworkTests {

    @Test
    void theWeightsOfTheArtifactAreThoseOfARecordAndPredictAllParametersOfAnUnseenNetwork() throws IOException {
        GhnWeights weights = GhnCheckpoint.load("ghn-q-quick");
        NetworkGraph unseen = NetworkGraph.of(TestSplit.ID.architectures().architecture(0), 10);

        assertThat(new GhnStore(CommittedRuns.STORE).trainings(Scale.QUICK))
                .filteredOn(record -> record.cell().equals("ghn-q"))
                .extracting(GhnTrainingRecord::paramsHash)
                .contains(ParameterHash.of(weights.vector()));
        assertThat(ParameterPredictor.load("ghn-q-quick").predict(unseen).values())
                .allSatisfy(
                        tensor -> assertThat(tensor.sumNumber().doubleValue()).isFinite());
    }

    @Test
    void aNameThatNoArtifactHasIsRefusedWithTheNamesThatThereAre() {
        assertThatThrownBy(() -> ParameterPredictor.load("ghn-q-paper"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No hypernetwork \"ghn-q-paper\" is on the class path; found ghn-q-quick.");
    }

    @Test
    void everyEvaluationIsOfWeightsThatARecordNamesAndAgreesWithItsRows() {
        GhnStore store = new GhnStore(CommittedRuns.STORE);
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
