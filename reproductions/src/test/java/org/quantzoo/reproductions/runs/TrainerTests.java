package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.zoo.layers.KernelSelector;

class TrainerTests {
    private static final int EPOCHS = 4;
    private static final String COMMAND = "reproduce run x";

    @TempDir
    static Path sharedFolder;

    private static KernelSelector.Override kernels;
    private static Experiment experiment;
    private static RunStore sharedStore;
    private static RunRecord uninterrupted;

    @TempDir
    Path folder;

    private RunStore store;

    @BeforeAll
    static void runOnce() throws IOException {
        kernels = TinyExperiments.inOneThread();
        experiment = TinyExperiments.depthwise(7, EPOCHS);
        sharedStore = RunStore.at(sharedFolder);
        uninterrupted = new Trainer(sharedStore, TrainingProgress.NONE, COMMAND).run(experiment);
    }

    @AfterAll
    static void restoreKernels() {
        kernels.close();
    }

    @BeforeEach
    void openStore() {
        store = RunStore.at(folder.resolve("runs"));
    }

    @Test
    void aRunIsTrainedEvaluatedInFloatAndQuantizedAndRecorded() {
        assertThat(uninterrupted.completed()).isTrue();
        assertThat(uninterrupted.history()).extracting(EpochRecord::epoch).containsExactly(1, 2, 3, 4);
        assertThat(uninterrupted.history())
                .extracting(EpochRecord::learningRate)
                .containsExactly(0.05, 0.05, 0.005, 0.005);
        assertThat(uninterrupted.history())
                .allSatisfy(row -> assertThat(row.loss()).isPositive());
        assertThat(uninterrupted.fp32Accuracy())
                .isEqualTo(uninterrupted.history().get(3).testAccuracy());
        assertThat(uninterrupted.calibrations()).hasSize(2);
        assertThat(uninterrupted.quint8Accuracy())
                .isCloseTo(
                        uninterrupted.calibrations().stream()
                                .mapToDouble(CalibratedResult::quint8Accuracy)
                                .average()
                                .orElseThrow(),
                        within(1e-12));
        assertThat(uninterrupted.qmse()).isPositive().isLessThan(1);
        assertThat(uninterrupted.qce()).isPositive();
        assertThat(uninterrupted.trainImages()).isEqualTo(64);
        assertThat(uninterrupted.paramsHash()).hasSize(64);
        assertThat(sharedStore.find(experiment.key())).hasValue(uninterrupted);
    }

    @Test
    void aMilestoneIsEvaluatedQuantizedAsThePapersTablesOverTrainingDo() {
        assertThat(uninterrupted.at(0.5).quantized()).hasSize(1);
        assertThat(uninterrupted.at(0.25).quantized()).isNull();
        assertThat(uninterrupted.metric("qmse", 0.5))
                .hasValue(uninterrupted.at(0.5).quantized().get(0).qmse());
        assertThat(uninterrupted.metric("qmse", 0.25)).isEqualTo(OptionalDouble.empty());
        assertThat(uninterrupted.metric("qmse", 1)).hasValue(uninterrupted.qmse());
    }

    @Test
    void theProvenanceOfARunLeavesNothingOut() {
        Provenance provenance = uninterrupted.provenance();

        assertThat(Json.tree(provenance).elements()).toIterable().allSatisfy(value -> assertThat(
                        value.isNull() || value.isTextual() && value.asText().isBlank())
                .isFalse());
        assertThat(provenance.dl4j()).isEqualTo("1.0.0-M2.1");
        assertThat(provenance.classifier()).contains("-");
        assertThat(provenance.seed()).isEqualTo(7);
        assertThat(provenance.command()).isEqualTo(COMMAND);
        assertThat(provenance.dataset()).containsKeys("name", "sha256");
        assertThat(provenance.environments()).hasSize(1);
        assertThat(provenance.resumed()).isZero();
        assertThat(provenance.commit()).matches("[0-9a-f]{40}(-dirty)?|unknown-commit");
    }

    @Test
    void aFinishedRunIsNotRunAgain() throws IOException {
        String log = Files.readString(log(sharedStore));

        RunRecord again = new Trainer(sharedStore, new StopAt(1, 1), COMMAND).run(experiment);

        assertThat(again).isEqualTo(uninterrupted);
        assertThat(Files.readString(log(sharedStore))).isEqualTo(log);
    }

    @Test
    void anInterruptedRunEndsAsIfItHadNotBeenInterrupted() throws IOException {
        interrupt(1, 2);
        interrupt(4, 1);
        RunRecord resumed = new Trainer(store).run(experiment);

        assertThat(resumed.paramsHash()).isEqualTo(uninterrupted.paramsHash());
        assertThat(resumed.calibrations()).isEqualTo(uninterrupted.calibrations());
        assertThat(resumed.history())
                .extracting(EpochRecord::loss)
                .isEqualTo(
                        uninterrupted.history().stream().map(EpochRecord::loss).toList());
        assertThat(resumed.provenance().resumed()).isEqualTo(2);
    }

    @Test
    void aRunStoppedEarlyAsAskedIsRecordedAndEndsAsIfItHadNotStopped() throws IOException {
        Trainer trainer = new Trainer(store, TrainingProgress.NONE, COMMAND);

        RunRecord partial = trainer.runUntil(experiment, 2);
        assertThat(partial.status()).isEqualTo(RunRecord.Status.PARTIAL);
        assertThat(partial.history())
                .usingRecursiveComparison()
                .ignoringFields("seconds")
                .isEqualTo(uninterrupted.history().subList(0, 2));
        assertThat(partial.metric("qmse", 0.5)).isEqualTo(uninterrupted.metric("qmse", 0.5));
        assertThat(partial.metric("qmse", 1)).isEmpty();
        assertThat(partial.metric("fp32_accuracy", 0.75)).isEmpty();
        assertThat(trainer.runUntil(experiment, 1)).isEqualTo(partial);

        RunRecord whole = trainer.run(experiment);
        assertThat(whole.completed()).isTrue();
        assertThat(whole.paramsHash()).isEqualTo(uninterrupted.paramsHash());
        assertThat(whole.calibrations()).isEqualTo(uninterrupted.calibrations());
    }

    @Test
    void aRunCannotStopOutsideItsRecipe() {
        assertThatThrownBy(() -> new Trainer(store, TrainingProgress.NONE, COMMAND).runUntil(experiment, 5))
                .hasMessage("A run of 4 epochs cannot stop after epoch 5; expected 1 to 4.");
    }

    @Test
    void aDamagedCheckpointIsReportedAndThePreviousOneUsed() throws IOException {
        interrupt(4, 1);
        Path checkpoints = store.folder(experiment.key()).resolve("checkpoints");
        flipOneBit(checkpoints.resolve("epoch-0003.zip"));
        Files.writeString(checkpoints.resolve("epoch-0002.json"), "{");

        RunRecord resumed = new Trainer(store).run(experiment);

        assertThat(resumed.paramsHash()).isEqualTo(uninterrupted.paramsHash());
        assertThat(EventLog.read(log(store)))
                .filteredOn(event -> event.event() == Event.Kind.CHECKPOINT_REJECTED)
                .extracting(event -> event.data().get("reason").toString())
                .containsExactly(
                        "epoch-0003.zip does not have the SHA-256 in its manifest", "its manifest is not valid JSON");
    }

    @Test
    void onlyTheLastCheckpointsAreKept() throws IOException {
        try (Stream<Path> files =
                Files.list(sharedStore.folder(experiment.key()).resolve("checkpoints"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "epoch-0002.json",
                            "epoch-0002.zip",
                            "epoch-0003.json",
                            "epoch-0003.zip",
                            "epoch-0004.json",
                            "epoch-0004.zip");
        }
    }

    @Test
    void calibrationDrawsUseDifferentImages() throws IOException {
        RunRecord record =
                new Trainer(store).run(TinyExperiments.of(TinyExperiments.REGULAR_WITHOUT_BATCH_NORM, 1, 1, 0.05));

        assertThat(record.calibrations().get(0).qmse())
                .isNotEqualTo(record.calibrations().get(1).qmse());
    }

    @Test
    void trainingThatDivergesIsRecordedWithItsReason() throws IOException {
        Experiment exploding = TinyExperiments.of(TinyExperiments.REGULAR_WITHOUT_BATCH_NORM, 1, 2, 1e30);
        RunRecord record = new Trainer(store).run(exploding);

        assertThat(record.status()).isEqualTo(RunRecord.Status.DIVERGED);
        assertThat(record.failure()).contains("epoch 1");
        assertThat(record.metric("fp32_accuracy")).isEmpty();
        assertThat(new Trainer(store).run(exploding)).isEqualTo(record);
    }

    @Test
    void anotherSeedIsAnotherRun() throws IOException {
        Experiment other = TinyExperiments.of(TinyExperiments.REGULAR_WITHOUT_BATCH_NORM, 2, 1, 0.05);
        Experiment same = TinyExperiments.of(TinyExperiments.REGULAR_WITHOUT_BATCH_NORM, 1, 1, 0.05);

        assertThat(new Trainer(store).run(other).paramsHash())
                .isNotEqualTo(new Trainer(store).run(same).paramsHash());
        assertThat(store.records(same.cell().id())).hasSize(2);
    }

    @Test
    void aLogThatBreaksARuleMakesTheRunInvalid() throws IOException {
        Experiment oneEpoch = TinyExperiments.of(TinyExperiments.REGULAR_WITHOUT_BATCH_NORM, 1, 1, 0.05);
        Path log = store.folder(oneEpoch.key()).resolve("events.jsonl");
        Files.createDirectories(log.getParent());
        EventLog.open(log).append(Event.Kind.SEED, Map.of("seed", 3));

        assertThatThrownBy(() -> new Trainer(store).run(oneEpoch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("line 1: the first event is not run_start");
        assertThat(store.find(oneEpoch.key())).isEmpty();
    }

    private void interrupt(int epoch, int step) {
        assertThatThrownBy(() -> new Trainer(store, new StopAt(epoch, step), COMMAND).run(experiment))
                .isInstanceOf(Interruption.class);
    }

    private static Path log(RunStore store) {
        return store.folder(experiment.key()).resolve("events.jsonl");
    }

    private static void flipOneBit(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 4;
        Files.write(file, bytes);
    }

    /** Ends a run in the middle of an epoch. */
    private record StopAt(int epoch, int step) implements TrainingProgress {
        @Override
        public void step(int currentEpoch, int currentStep, double loss) {
            if (currentEpoch == epoch && currentStep == step) {
                throw new Interruption();
            }
        }
    }

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
