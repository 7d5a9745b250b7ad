package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quantzoo.zoo.layers.KernelSelector;

/** A run in a process that is killed without warning, as by {@code kill -9}. */
class KilledRunTests {
    private static final int EPOCHS = 6;

    @TempDir
    Path folder;

    /** The second averages its parameters, and that average is what it ends with. */
    @ParameterizedTest
    @ValueSource(strings = {TinyExperiments.DEPTHWISE, TinyExperiments.ZOO_DEPTHWISE})
    void aRunKilledAtARandomMomentEndsWithTheParametersOfAnUninterruptedOne(String cell) throws Exception {
        try (KernelSelector.Override ignored = TinyExperiments.inOneThread()) {
            Experiment experiment = experiment(cell, 1);
            long start = System.nanoTime();
            RunRecord uninterrupted = new Trainer(RunStore.at(folder.resolve("uninterrupted"))).run(experiment);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            RunStore store = RunStore.at(folder.resolve("killed"));
            long moment = new SplittableRandom().nextLong(Math.max(1, millis));

            killDuringTraining(store, experiment, moment);
            RunRecord resumed = new Trainer(store).run(experiment);

            assertThat(resumed.paramsHash())
                    .as("killed %d ms after training began", moment)
                    .isEqualTo(uninterrupted.paramsHash());
            assertThat(resumed.calibrations()).isEqualTo(uninterrupted.calibrations());
            assertThat(resumed.parameterHashAfterSteps()).isEqualTo(uninterrupted.parameterHashAfterSteps());
            // None where the kill came after the end or before the first line of the log.
            assertThat(resumed.provenance().resumed()).isBetween(0, 1);
            assertThat(EventLogRules.violations(
                            EventLog.read(store.folder(experiment.key()).resolve("events.jsonl"))))
                    .isEmpty();
        }
    }

    private static Experiment experiment(String cell, long seed) {
        return cell.equals(TinyExperiments.ZOO_DEPTHWISE)
                ? TinyExperiments.zoo(seed, EPOCHS)
                : TinyExperiments.depthwise(seed, EPOCHS);
    }

    private void killDuringTraining(RunStore store, Experiment experiment, long millisAfterStart)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The same heap and native memory as this process.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-Xmx") || argument.startsWith("-Dorg.bytedeco"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ChildProcess.class.getName(),
                store.root().toString(),
                experiment.cell().id(),
                Long.toString(experiment.seed())));
        Path output = folder.resolve("child.log");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Path log = store.folder(experiment.key()).resolve("events.jsonl");
            while (child.isAlive() && !Files.exists(log)) {
                Thread.sleep(10);
            }
            assertThat(log).as(Files.readString(output)).exists();
            child.waitFor(millisAfterStart, TimeUnit.MILLISECONDS);
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** The process that is killed. */
    static final class ChildProcess {
        public static void main(String... arguments) throws IOException {
            try (KernelSelector.Override ignored = TinyExperiments.inOneThread()) {
                new Trainer(RunStore.at(Path.of(arguments[0])))
                        .run(experiment(arguments[1], Long.parseLong(arguments[2])));
            }
        }
    }
}
