package org.quantzoo.reproductions.ghn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.reproductions.runs.Event;
import org.quantzoo.reproductions.runs.EventLog;
import org.quantzoo.reproductions.runs.EventLogRules;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.pretrained.ParameterHash;

/** Training of hypernetworks from first step to record. */
class GhnTrainerTests {
    @TempDir
    Path folder;

    private KernelSelector.Override kernels;

    @BeforeEach
    void computeInOneThread() {
        kernels = TinyGhnExperiments.inOneThread();
    }

    @AfterEach
    void computeAsBefore() {
        kernels.close();
    }

    private GhnStore store(String name) {
        return new GhnStore(RunStore.at(folder.resolve(name)));
    }

    private static GhnTrainingRecord train(GhnStore store, GhnExperiment experiment, int keptTargets)
            throws IOException {
        return new GhnTrainer(store, GhnProgress.NONE, keptTargets, "test").run(experiment);
    }

    private static List<Event> events(GhnStore store, GhnExperiment experiment) throws IOException {
        return EventLog.read(store.folder(experiment).resolve("events.jsonl"));
    }

    @Test
    void aTrainingLeavesWeightsARecordAndALogThatKeepsTheRules() throws IOException {
        GhnExperiment experiment = TinyGhnExperiments.of("ghn-2", 2, 1e-3);
        GhnStore store = store("runs");

        GhnTrainingRecord record = train(store, experiment, 0);

        assertThat(record.completed()).isTrue();
        assertThat(record.updates()).isEqualTo(4);
        assertThat(record.history()).hasSize(2).allSatisfy(row -> {
            assertThat(row.steps()).isEqualTo(2);
            assertThat(row.loss()).isFinite().isPositive();
        });
        assertThat(ParameterHash.of(
                        GhnCheckpoint.load(store.weights(experiment)).vector()))
                .isEqualTo(record.paramsHash());
        assertThat(EventLogRules.violations(events(store, experiment))).isEmpty();
        assertThat(store.find(experiment)).contains(record);
        assertThat(train(store, experiment, 0)).isEqualTo(record);
    }

    @Test
    void keptTargetNetworksChangeNoWeight() throws IOException {
        GhnExperiment experiment = TinyGhnExperiments.of("ghn-2", 3, 1e-3);

        assertThat(train(store("kept"), experiment, 8).paramsHash())
                .isEqualTo(train(store("built"), experiment, 0).paramsHash());
    }

    @Test
    void aTrainingGoesOnFromAStateInsideAnEpochAndIgnoresADamagedNewerOne() throws IOException {
        GhnExperiment experiment = TinyGhnExperiments.of("ghn-qat-w4a4", 2, 1e-3);
        GhnStore whole = store("whole");
        String expected = train(whole, experiment, 0).paramsHash();
        GhnStore broken = store("broken");
        copy(whole.folder(experiment), broken.folder(experiment));
        Files.delete(broken.folder(experiment).resolve(GhnStore.TRAINING));
        // As if killed before its last line.
        Path log = broken.folder(experiment).resolve("events.jsonl");
        List<String> lines = Files.readAllLines(log);
        Files.write(log, lines.subList(0, lines.size() - 1));
        Path newest = broken.folder(experiment).resolve("checkpoints/step-000000004/weights");
        try (Stream<Path> files = Files.list(newest)) {
            Path numbers = files.filter(file -> file.toString().endsWith(".bin"))
                    .findFirst()
                    .orElseThrow();
            byte[] content = Files.readAllBytes(numbers);
            content[1000] ^= 1;
            Files.write(numbers, content);
        }

        GhnTrainingRecord resumed = train(broken, experiment, 0);

        assertThat(resumed.paramsHash()).isEqualTo(expected);
        assertThat(events(broken, experiment))
                .anySatisfy(event -> {
                    assertThat(event.event()).isEqualTo(Event.Kind.RESUME);
                    assertThat(event.number("from")).isEqualTo(1);
                    assertThat(event.number("step")).isEqualTo(1);
                })
                .anySatisfy(event -> assertThat(event.event()).isEqualTo(Event.Kind.CHECKPOINT_REJECTED));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Test
    void aTrainingWhoseNumbersAreNotFiniteTriesOtherArchitecturesAndGivesUpWithARecord() throws IOException {
        GhnExperiment experiment = TinyGhnExperiments.of("ghn-2", 3, 1e30);
        GhnStore store = store("runs");

        GhnTrainingRecord record = train(store, experiment, 0);

        assertThat(record.completed()).isFalse();
        assertThat(record.failure()).contains("not finite");
        List<Event> events = events(store, experiment);
        assertThat(events)
                .filteredOn(event -> event.event() == Event.Kind.STEP_REJECTED)
                .hasSizeGreaterThan(1);
        assertThat(EventLogRules.violations(events)).isEmpty();
    }
}
