package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.zoo.layers.Kernels;

/** What is written about a run: its log while it goes on, its record at the end. */
final class RunJournal {
    private final Experiment experiment;
    private final RunKey key;
    private final RunFolder folder;
    private final String command;
    private final Environment environment = Environment.detect();
    private final Kernels kernels = Experiment.kernels();
    private final EventLog log;

    RunJournal(Experiment experiment, RunFolder folder, String command) throws IOException {
        this.experiment = experiment;
        this.key = experiment.key();
        this.folder = folder;
        this.command = command;
        this.log = EventLog.open(folder.path().resolve("events.jsonl"));
    }

    EventLog log() {
        return log;
    }

    /** Begins the log, or says that this process goes on after {@code finishedEpochs}. */
    void start(int finishedEpochs) throws IOException {
        boolean resumed = log.has(Event.Kind.RUN_START);
        if (!resumed) {
            log.append(
                    Event.Kind.RUN_START,
                    Map.of(
                            "cell", key.cell(),
                            "scale", key.scale().id(),
                            "recipeHash", key.recipeHash(),
                            "epochs", experiment.recipe().epochs(),
                            "dataset", experiment.dataset().provenance().sha256(),
                            "environment", arithmetic()));
        }
        if (!log.has(Event.Kind.SEED)) {
            log.append(Event.Kind.SEED, Map.of("seed", experiment.seed()));
        }
        if (resumed) {
            log.append(Event.Kind.RESUME, Map.of("from", finishedEpochs, "environment", arithmetic()));
        }
    }

    /**
     * Notes accuracies.
     *
     * @param accuracies those that were measured, by name as in {@link EpochRecord}
     */
    void evaluated(int epoch, Map<String, Double> accuracies) throws IOException {
        Map<String, Object> data = new HashMap<>(accuracies);
        data.put("epoch", epoch);
        log.append(Event.Kind.EVALUATION, data);
    }

    void evaluatedQuantized(int epoch, List<CalibratedResult> draws) throws IOException {
        for (CalibratedResult draw : draws) {
            log.append(
                    Event.Kind.QUANTIZED_EVALUATION,
                    Map.of(
                            "epoch", epoch,
                            "draw", draw.draw(),
                            "quint8Accuracy", draw.quint8Accuracy(),
                            "qmse", draw.qmse(),
                            "qce", draw.qce()));
        }
    }

    /**
     * Ends the log, at least for now.
     *
     * @param finishedEpochs after which this process was to stop, unless it diverged
     * @throws IllegalStateException where it breaks a rule, which makes the run invalid
     */
    void stop(int finishedEpochs, String paramsHash) throws IOException {
        log.append(Event.Kind.RUN_STOP, Map.of("after", finishedEpochs, "paramsHash", paramsHash));
        List<String> violations = EventLogRules.violations(log.events());
        if (!violations.isEmpty()) {
            throw new IllegalStateException("Run " + key + " is invalid because its log breaks a rule ("
                    + String.join("; ", violations) + "); delete " + folder.path() + " and run the cell again.");
        }
    }

    /**
     * The record of the run.
     *
     * @param failure why it diverged, null where it did not
     * @param afterSteps the hash after the first steps, null where there were fewer
     */
    RunRecord record(
            List<EpochRecord> history,
            String failure,
            long parameters,
            String paramsHash,
            LabeledImages train,
            LabeledImages test,
            StepHash afterSteps) {
        Recipe recipe = experiment.recipe();
        RunRecord.Status status = failure != null
                ? RunRecord.Status.DIVERGED
                : history.size() < recipe.epochs() ? RunRecord.Status.PARTIAL : RunRecord.Status.COMPLETED;
        EpochRecord last = status == RunRecord.Status.COMPLETED ? history.get(history.size() - 1) : null;
        List<CalibratedResult> draws = last == null ? List.of() : last.quantized();
        return new RunRecord(
                key.cell(),
                key.scale(),
                key.seed(),
                status,
                failure,
                recipe.epochs(),
                recipe.width(),
                train.size(),
                test.size(),
                experiment.dataset().name(),
                recipe.precision(),
                kernels.name(),
                last == null ? null : last.testAccuracy(),
                RunRecord.mean(draws, CalibratedResult::quint8Accuracy),
                RunRecord.mean(draws, CalibratedResult::qmse),
                RunRecord.mean(draws, CalibratedResult::qce),
                RunRecord.mean(draws, CalibratedResult::percentAccuracyDecrease),
                RunRecord.mean(draws, draw -> Math.abs(draw.percentAccuracyDecrease())),
                draws,
                List.copyOf(history),
                parameters,
                paramsHash,
                RunStore.recordPath(key),
                key.recipeHash(),
                recipe,
                experiment.cell().network(),
                provenance(),
                afterSteps);
    }

    private Provenance provenance() {
        return new Provenance(
                environment.commit(),
                environment.dl4j(),
                environment.backend(),
                environment.classifier(),
                environment.blasVendor(),
                environment.blasCoreType(),
                environment.ompThreads(),
                environment.java(),
                environment.os(),
                environment.cpu(),
                kernels.name(),
                kernels.description(),
                experiment.recipe().precision(),
                experiment.dataset().provenance().asMap(),
                Networks.class.getName(),
                Trainer.class.getName(),
                key.recipeHash(),
                key.seed(),
                log.events().get(0).time(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                (int) log.events().stream()
                        .filter(event -> event.event() == Event.Kind.RESUME)
                        .count(),
                command,
                log.events().stream()
                        .filter(event -> event.data().containsKey("environment"))
                        .map(event -> event.data().get("environment").toString())
                        .distinct()
                        .toList());
    }

    private String arithmetic() {
        return environment.arithmetic(kernels.description());
    }
}
