package org.quantzoo.reproductions.ghn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.reproductions.runs.EventLog;
import org.quantzoo.reproductions.runs.EventLogRules;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.zoo.layers.KernelSelector;

/** A hypernetwork's training in a process that is killed without warning, as by {@code kill -9}. */
class KilledGhnTrainingTests {
    private static final int EPOCHS = 3;

    @TempDir
    Path folder;

    private static GhnExperiment experiment() {
        return TinyGhnExperiments.of("ghn-2", EPOCHS, 1e-3);
    }

    private static GhnTrainingRecord train(Path store) throws IOException {
        return new GhnTrainer(new GhnStore(RunStore.at(store)), GhnProgress.NONE, 8, "test").run(experiment());
    }

    @Test
    void aTrainingKilledAtARandomMomentEndsWithTheWeightsOfAnUninterruptedOne() throws Exception {
        try (KernelSelector.Override ignored = TinyGhnExperiments.inOneThread()) {
            long start = System.nanoTime();
            GhnTrainingRecord uninterrupted = train(folder.resolve("uninterrupted"));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            long moment = new SplittableRandom().nextLong(Math.max(1, millis));
            Path killed = folder.resolve("killed");
            Path log = new GhnStore(RunStore.at(killed)).folder(experiment()).resolve("events.jsonl");

            kill(killed, log, moment);
            GhnTrainingRecord resumed = train(killed);

            assertThat(resumed.paramsHash())
                    .as("killed %d ms after training began", moment)
                    .isEqualTo(uninterrupted.paramsHash());
            assertThat(resumed.updates()).isEqualTo(uninterrupted.updates());
            assertThat(EventLogRules.violations(EventLog.read(log))).isEmpty();
        }
    }

    private void kill(Path store, Path log, long millisAfterStart) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The same heap and native memory as this process.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-Xmx") || argument.startsWith("-Dorg.bytedeco"))
                .forEach(command::add);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), ChildProcess.class.getName(), store.toString()));
        Path output = folder.resolve("child.log");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
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
            try (KernelSelector.Override ignored = TinyGhnExperiments.inOneThread()) {
                train(Path.of(arguments[0]));
            }
        }
    }
}
