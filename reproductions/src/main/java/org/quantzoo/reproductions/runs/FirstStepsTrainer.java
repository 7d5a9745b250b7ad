package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Trains the first steps of experiments again, and keeps nothing of them but the hash of the parameters they end with. */
public final class FirstStepsTrainer {
    private final RunStore store;
    private final TrainingProgress progress;

    /**
     * A trainer of first steps.
     *
     * @param store with the float runs that quantization-aware training begins with; nothing is written to it
     * @param progress who watches
     */
    public FirstStepsTrainer(RunStore store, TrainingProgress progress) {
        this.store = store;
        this.progress = progress;
    }

    /**
     * Trains the first steps of an experiment exactly as {@link Trainer#run} does.
     *
     * @return what {@link RunRecord#parameterHashAfterSteps()} is for a run with the same kernels
     * @throws IllegalArgumentException where the recipe has fewer steps, or training diverges before
     */
    public StepHash train(Experiment experiment) throws IOException {
        Path folder = Files.createTempDirectory("quantzoo-first-steps");
        Counter counter = new Counter();
        RunRecord ended;
        try {
            ended = new Trainer(RunStore.at(folder), store, progress, "unknown-command", List.of(counter))
                    .run(experiment);
        } catch (StepsDoneException e) {
            return counter.steps.hash().orElseThrow();
        } finally {
            delete(folder);
        }
        throw new IllegalArgumentException("There is no hash after " + FirstSteps.STEPS + " steps of run "
                + experiment.key() + ", because it "
                + (ended.completed() ? "has fewer." : "diverged before: " + ended.failure()));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Ends training when the first steps are done. */
    private static final class Counter extends BaseTrainingListener {
        private final FirstSteps steps = new FirstSteps(0, null);

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            steps.iterationDone(model, iteration, epoch);
            if (steps.hash().isPresent()) {
                throw new StepsDoneException();
            }
        }
    }

    /** Not a failure: DL4J offers no other way out of an epoch. */
    private static final class StepsDoneException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private StepsDoneException() {
            super(null, null, false, false);
        }
    }
}
