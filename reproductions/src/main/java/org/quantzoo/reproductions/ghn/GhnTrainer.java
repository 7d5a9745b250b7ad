package org.quantzoo.reproductions.ghn;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.images.Augmentation;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.reproductions.runs.DivergedException;
import org.quantzoo.reproductions.runs.Environment;
import org.quantzoo.reproductions.runs.Event;
import org.quantzoo.reproductions.runs.EventLog;
import org.quantzoo.reproductions.runs.EventLogRules;
import org.quantzoo.reproductions.runs.Provenance;
import org.quantzoo.reproductions.runs.RunFolder;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.GhnConfiguration;
import org.quantzoo.zoo.ghn.GhnOptimizer;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.GraphHyperNetwork;
import org.quantzoo.zoo.ghn.MetaBatch;
import org.quantzoo.zoo.ghn.TargetConfiguration;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.pretrained.ParameterHash;

/**
 * Trains hypernetworks: a step predicts the parameters of some architectures, runs them on one batch of images, and moves the
 * hypernetwork's weights against the gradient.
 *
 * <p>A finished training is returned from the store without work. An interrupted one goes on after its last checkpoint and ends with
 * the same weights bit for bit, because every random draw is a function of seed and step.
 */
public final class GhnTrainer {
    private final GhnStore store;
    private final GhnProgress progress;
    private final String command;
    private final int keptTargets;

    /**
     * A trainer.
     *
     * @param keptTargets how many target networks are kept in memory for when their architectures come again; changes speed and
     *     memory alone
     * @param command the command line, for provenance
     */
    public GhnTrainer(GhnStore store, GhnProgress progress, int keptTargets, String command) {
        this.keptTargets = keptTargets;
        this.store = store;
        this.progress = progress;
        this.command = command;
    }

    /**
     * Runs a training to its end, after the one that it starts from.
     *
     * @return the record; a training that diverged has one as well
     */
    public GhnTrainingRecord run(GhnExperiment experiment) throws IOException {
        Optional<GhnTrainingRecord> finished = store.find(experiment);
        if (finished.isPresent()) {
            return finished.get();
        }
        GhnTrainingRecord start = experiment.start() == null ? null : run(experiment.start());
        if (start != null && !start.completed()) {
            throw new IOException("Training " + experiment.key() + " starts from "
                    + experiment.start().key() + ", which diverged: " + start.failure());
        }
        try (RunFolder folder = store.runs().open(experiment.key());
                KernelSelector.Override ignored = experiment.useKernels()) {
            // Another process may have finished it while this one waited for the lock.
            finished = store.find(experiment);
            return finished.isPresent() ? finished.get() : new Session(experiment, folder, start).run();
        }
    }

    /** One process working on one training. */
    private final class Session {
        private final GhnExperiment experiment;
        private final GhnRecipe recipe;
        private final RunFolder folder;
        private final GhnTrainingRecord start;
        private final LabeledImages images;
        private final int classes;
        private final EventLog log;
        private final GhnCheckpoints checkpoints;
        private final ArchitectureSchedule schedule;
        private final Targets targets;
        private final Environment environment = Environment.detect();
        private final Kernels kernels = KernelSelector.kernelsFor(DataType.FLOAT);
        private GhnWeights weights;
        private GhnOptimizer optimizer;
        private GraphHyperNetwork hyperNetwork;
        private TrainingPosition position;

        Session(GhnExperiment experiment, RunFolder folder, GhnTrainingRecord start) throws IOException {
            this.experiment = experiment;
            this.recipe = experiment.recipe();
            this.folder = folder;
            this.start = start;
            this.images = experiment.images();
            this.classes = experiment.dataset().classes();
            this.log = EventLog.open(folder.path().resolve("events.jsonl"));
            this.checkpoints = new GhnCheckpoints(folder.path().resolve("checkpoints"), log);
            this.schedule = new ArchitectureSchedule(recipe, classes, experiment.seed());
            this.targets = new Targets(TargetConfiguration.training(classes), recipe.quantization(), keptTargets);
        }

        GhnTrainingRecord run() throws IOException {
            begin();
            String failure = null;
            try {
                trainRemainingEpochs();
            } catch (DivergedException e) {
                failure = e.getMessage();
                log.append(Event.Kind.DIVERGED, Map.of("reason", failure));
            }
            String hash = ParameterHash.of(weights.vector());
            log.append(Event.Kind.RUN_STOP, Map.of("paramsHash", hash));
            List<String> violations = EventLogRules.violations(log.events());
            if (!violations.isEmpty()) {
                throw new IllegalStateException("Training " + experiment.key()
                        + " is invalid because its log breaks a rule (" + String.join("; ", violations) + "); delete "
                        + folder.path() + " and run it again.");
            }
            GhnCheckpoint.save(weights, store.weights(experiment));
            GhnTrainingRecord record = record(failure, hash);
            store.publish(folder.path(), record);
            return record;
        }

        private void begin() throws IOException {
            Optional<GhnCheckpoints.Restored> restored = checkpoints.restoreLatest();
            weights = restored.isPresent() ? restored.get().weights() : initialWeights();
            optimizer = new GhnOptimizer(weights, recipe.optimizer());
            position = TrainingPosition.start();
            if (restored.isPresent()) {
                GhnCheckpoints.Restored state = restored.get();
                optimizer.restore(
                        state.first(), state.second(), state.manifest().updates());
                position = state.manifest().position();
            }
            hyperNetwork = new GraphHyperNetwork(weights);
            logStart();
        }

        private GhnWeights initialWeights() throws IOException {
            GhnConfiguration configuration = recipe.configuration(classes);
            if (start == null) {
                return GhnWeights.random(configuration, DataType.FLOAT, experiment.seed());
            }
            GhnWeights found = GhnCheckpoint.load(store.weights(experiment.start()));
            if (!ParameterHash.of(found.vector()).equals(start.paramsHash())) {
                throw new IOException("The weights in " + store.weights(experiment.start())
                        + " are not those of its record; delete the folder of that run and train it again.");
            }
            // The largest distance of virtual edges belongs to the recipe; no tensor depends on it.
            return new GhnWeights(configuration, found.vector());
        }

        private void logStart() throws IOException {
            boolean resumed = log.has(Event.Kind.RUN_START);
            String arithmetic = environment.arithmetic(kernels.description());
            if (!resumed) {
                log.append(
                        Event.Kind.RUN_START,
                        Map.of(
                                "cell", experiment.key().cell(),
                                "scale", experiment.scale().id(),
                                "recipeHash", experiment.key().recipeHash(),
                                "epochs", recipe.epochs(),
                                "dataset", experiment.dataset().provenance().sha256(),
                                "environment", arithmetic));
            }
            if (!log.has(Event.Kind.SEED)) {
                log.append(Event.Kind.SEED, Map.of("seed", experiment.seed()));
            }
            if (resumed) {
                log.append(
                        Event.Kind.RESUME,
                        Map.of("from", position.epochs(), "step", position.step(), "environment", arithmetic));
            }
        }

        private void trainRemainingEpochs() throws IOException {
            try (ImageBatches batches = ImageBatches.of(images)
                    .standardization(experiment.dataset().standardization())
                    .augmentation(recipe.augmented() ? Augmentation.padCropFlip() : Augmentation.none())
                    .batchSize(recipe.imageBatch())
                    .seed(experiment.seed())
                    .shuffle(true)
                    .build()) {
                int steps = recipe.stepsPerEpoch() == 0
                        ? batches.batchesPerEpoch()
                        : Math.min(recipe.stepsPerEpoch(), batches.batchesPerEpoch());
                progress.started(experiment, (long) position.epochs() * steps + position.step(), steps);
                while (position.epochs() < recipe.epochs()) {
                    trainEpoch(batches, steps);
                }
            }
        }

        private void trainEpoch(ImageBatches batches, int steps) throws IOException {
            int epoch = position.epochs();
            double rate = recipe.rate(epoch);
            Instant begun = Instant.now();
            log.append(
                    Event.Kind.EPOCH_START, Map.of("epoch", epoch + 1, "learningRate", rate, "step", position.step()));
            batches.setEpoch(epoch);
            for (int seen = 0; seen < position.step(); seen++) {
                batches.next();
            }
            while (position.step() < steps) {
                step(batches.next(), (long) epoch * steps + position.step(), steps, rate);
                if (position.step() % recipe.checkpointEvery() == 0 && position.step() < steps) {
                    checkpoints.save(weights, optimizer, position);
                }
            }
            double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
            position = position.epochFinished(rate, seconds);
            GhnEpoch row = position.history().get(epoch);
            log.append(Event.Kind.EPOCH_STOP, Map.of("epoch", epoch + 1, "loss", row.loss()));
            checkpoints.save(weights, optimizer, position);
            progress.epoch(row);
        }

        /** Takes one step on these images, with new architectures for as long as they give a number that is not finite. */
        private void step(DataSet batch, long globalStep, int stepsPerEpoch, double rate) throws IOException {
            int patience = (int) Math.max(1, recipe.patience() * stepsPerEpoch);
            for (int attempt = 0; ; attempt++) {
                long seed = ArchitectureSchedule.random(~experiment.seed(), globalStep, attempt)
                        .nextLong();
                List<Architecture> architectures = schedule.metaBatch(globalStep, attempt);
                MetaBatch.Pass pass = new MetaBatch(targets.of(architectures, seed))
                        .pass(hyperNetwork, batch.getFeatures(), batch.getLabels(), seed);
                double norm = pass.isFinite() ? optimizer.step(pass.gradient(), rate) : Double.NaN;
                if (Double.isFinite(norm)) {
                    position = position.taken(pass.loss(), norm);
                    progress.step(position.epochs() + 1, position.step(), pass.loss());
                    return;
                }
                position = position.failed();
                log.append(
                        Event.Kind.STEP_REJECTED,
                        Map.of(
                                "epoch", position.epochs() + 1,
                                "step", position.step() + 1,
                                "attempt", attempt + 1,
                                "loss", String.valueOf(pass.loss()),
                                "gradientNorm", String.valueOf(norm)));
                if (position.rejected() > patience) {
                    throw new DivergedException("More than " + patience + " steps of epoch " + (position.epochs() + 1)
                            + " gave a loss or gradient that is not finite; start again from an earlier checkpoint or"
                            + " with a lower learning rate.");
                }
            }
        }

        private GhnTrainingRecord record(String failure, String hash) {
            return new GhnTrainingRecord(
                    experiment.cell(),
                    experiment.scale(),
                    experiment.seed(),
                    failure,
                    optimizer.steps(),
                    images.size(),
                    position.history(),
                    weights.vector().length(),
                    hash,
                    start == null ? null : start.paramsHash(),
                    experiment.key().recipeHash(),
                    recipe,
                    provenance());
        }

        private Provenance provenance() {
            Map<String, String> dataset =
                    new HashMap<>(experiment.dataset().provenance().asMap());
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
                    recipe.precision(),
                    dataset,
                    GraphHyperNetwork.class.getName(),
                    GhnTrainer.class.getName(),
                    experiment.key().recipeHash(),
                    experiment.seed(),
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
    }
}
