package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.images.Augmentation;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.datasets.images.Standardization;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.posttraining.QuantizationAwareTraining;
import org.quantzoo.zoo.pretrained.ParameterHash;

/**
 * Runs experiments: trains, checkpoints every epoch, evaluates in float and quantized, records.
 *
 * <p>A finished run is returned from the store without work. An interrupted one goes on after its last checkpoint, and ends with the
 * same parameters bit for bit as if it had not been interrupted, because every random draw is a function of seed and epoch.
 */
public final class Trainer {
    private final RunStore store;
    private final RunStore starts;
    private final TrainingProgress progress;
    private final String command;
    private final List<TrainingListener> listeners;

    /**
     * A trainer.
     *
     * @param store where runs are kept
     * @param progress who watches
     * @param command the command line, for provenance
     * @param listeners hear of the network's training as DL4J tells it; they must not change it
     */
    public Trainer(
            RunStore store, TrainingProgress progress, String command, List<? extends TrainingListener> listeners) {
        this(store, store, progress, command, listeners);
    }

    /**
     * A trainer whose runs begin with networks of another store.
     *
     * @param starts with the float runs that quantization-aware training begins with
     */
    Trainer(
            RunStore store,
            RunStore starts,
            TrainingProgress progress,
            String command,
            List<? extends TrainingListener> listeners) {
        this.store = store;
        this.starts = starts;
        this.progress = progress;
        this.command = command;
        this.listeners = List.copyOf(listeners);
    }

    /** A trainer without listeners. */
    public Trainer(RunStore store, TrainingProgress progress, String command) {
        this(store, progress, command, List.of());
    }

    /** A trainer that nobody watches. */
    public Trainer(RunStore store) {
        this(store, TrainingProgress.NONE, "unknown-command");
    }

    /**
     * Runs an experiment to its end, or returns the record of the finished run.
     *
     * @return the record; training that diverged has one as well, see {@link RunRecord#status()}
     * @throws RunInUseException where another process works on the same run
     */
    public RunRecord run(Experiment experiment) throws IOException {
        return runUntil(experiment, experiment.recipe().epochs());
    }

    /**
     * Runs the first epochs of an experiment, exactly as {@link #run} would, and records what they measured. Run again with a later epoch, it goes on.
     *
     * @param epoch to stop after, in [1, epochs of the recipe]
     * @return the record; its status is {@link RunRecord.Status#PARTIAL} where the recipe asks for more epochs
     * @throws RunInUseException where another process works on the same run
     */
    public RunRecord runUntil(Experiment experiment, int epoch) throws IOException {
        int epochs = experiment.recipe().epochs();
        if (epoch < 1 || epoch > epochs) {
            throw new IllegalArgumentException("A run of " + epochs + " epochs cannot stop after epoch " + epoch
                    + "; expected 1 to " + epochs + ".");
        }
        RunKey key = experiment.key();
        Optional<RunRecord> reached = store.find(key).filter(record -> record.reaches(epoch));
        if (reached.isPresent()) {
            return reached.get();
        }
        try (RunFolder folder = store.open(key);
                KernelSelector.Override ignored = experiment.useKernels()) {
            // Another process may have got there while this one waited for the lock.
            reached = store.find(key).filter(record -> record.reaches(epoch));
            return reached.isPresent() ? reached.get() : new Session(experiment, folder, epoch).run();
        }
    }

    /** One process working on one run. */
    private final class Session {
        private final Experiment experiment;
        private final RunKey key;
        private final Recipe recipe;
        private final Refinements refinements;
        private final int stopAfter;
        private final RunFolder folder;
        private final Standardization standardization;
        private final LabeledImages train;
        private final LabeledImages test;
        private final RunJournal journal;
        private final Checkpoints checkpoints;
        private final QuantizedEvaluation quantized;
        private final EpochEvaluation evaluation;
        private final List<EpochRecord> history = new ArrayList<>();
        private final LossWatch loss = new LossWatch(progress);
        private ComputationGraph network;
        private FirstSteps firstSteps;
        private WeightAverage average;

        Session(Experiment experiment, RunFolder folder, int stopAfter) throws IOException {
            this.experiment = experiment;
            this.key = experiment.key();
            this.recipe = experiment.recipe();
            this.refinements = recipe.refinements();
            this.stopAfter = stopAfter;
            this.folder = folder;
            this.standardization = experiment.dataset().standardization();
            this.train = experiment.train();
            this.test = experiment.test();
            this.journal = new RunJournal(experiment, folder, command);
            this.checkpoints = new Checkpoints(folder.path().resolve(Checkpoints.FOLDER), journal.log());
            this.quantized = new QuantizedEvaluation(experiment, train, test);
            this.evaluation = new EpochEvaluation(experiment, train, test, quantized, journal);
        }

        RunRecord run() throws IOException {
            begin();
            String failure = null;
            try {
                trainRemainingEpochs();
            } catch (DivergedException e) {
                failure = e.getMessage();
                journal.log().append(Event.Kind.DIVERGED, Map.of("reason", failure));
            }
            String paramsHash = ParameterHash.of(average == null ? network.params() : average.values());
            journal.stop(history.size(), paramsHash);
            RunRecord record = journal.record(
                    history,
                    failure,
                    network.numParams(),
                    paramsHash,
                    train,
                    test,
                    firstSteps.hash().orElse(null));
            store.publish(folder, record);
            return record;
        }

        private void begin() throws IOException {
            Optional<Checkpoints.Restored> restored = checkpoints.restoreLatest();
            restored.ifPresent(r -> history.addAll(r.checkpoint().history()));
            network = restored.isPresent() ? restored.get().network() : untrained();
            long steps = network.getConfiguration().getIterationCount();
            firstSteps = new FirstSteps(
                    steps,
                    restored.map(r -> r.checkpoint().parameterHashAfterSteps()).orElse(null));
            network.setListeners(loss, firstSteps);
            if (refinements != null && refinements.averageDecay() > 0) {
                INDArray start = restored.map(r -> r.average().params()).orElse(network.params());
                average = new WeightAverage(refinements.averageDecay(), start.dup(), steps);
                network.addListeners(average);
            }
            listeners.forEach(network::addListeners);
            journal.start(history.size());
        }

        private ComputationGraph untrained() throws IOException {
            return recipe.quantizationAware().isPresent()
                    ? FineTuning.begin(starts, experiment, quantized.calibrationBatches(0), quantized.activationRange())
                    : experiment.network().init();
        }

        private void trainRemainingEpochs() throws IOException {
            try (ImageBatches batches = ImageBatches.of(train)
                    .standardization(standardization)
                    .augmentation(augmentation())
                    .batchSize(recipe.batchSize())
                    .seed(experiment.seed())
                    .shuffle(true)
                    .build()) {
                if (refinements != null && refinements.labelSmoothing() > 0) {
                    batches.setPreProcessor(new LabelSmoothing(refinements.labelSmoothing()));
                }
                progress.started(stopAfter, history.size(), batches.batchesPerEpoch());
                while (history.size() < stopAfter) {
                    EpochRecord row = trainEpoch(history.size(), batches);
                    history.add(row);
                    checkpoints.save(
                            network,
                            average == null ? null : averaged(),
                            firstSteps.hash().orElse(null),
                            history);
                    progress.epoch(row);
                }
            }
        }

        private EpochRecord trainEpoch(int epoch, ImageBatches batches) throws IOException {
            journal.log()
                    .append(Event.Kind.EPOCH_START, Map.of("epoch", epoch + 1, "learningRate", recipe.rate(epoch)));
            Instant start = Instant.now();
            loss.start(epoch + 1);
            // DL4J does not save the state of the generator behind dropout, so it is set anew.
            Nd4j.getRandom().setSeed(new SplittableRandom(experiment.seed() ^ ((long) epoch << 32)).nextLong());
            if (recipe.quantizationAware().isPresent() && epoch > 0) {
                QuantizationAwareTraining.observeRanges(
                        network, quantized.calibrationBatches(epoch), quantized.activationRange());
            }
            batches.setEpoch(epoch);
            network.fit(batches);
            if (!Parameters.allFinite(network.params())) {
                throw new DivergedException("A parameter is not a finite number after epoch " + (epoch + 1) + ".");
            }
            double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
            journal.log().append(Event.Kind.EPOCH_STOP, Map.of("epoch", epoch + 1, "loss", loss.meanLoss()));
            return evaluation.after(epoch + 1, average == null ? network : averaged(), loss.meanLoss(), seconds);
        }

        /** The network with its averaged parameters. */
        private ComputationGraph averaged() {
            ComputationGraph averaged = network.clone();
            averaged.setParams(average.values());
            return averaged;
        }

        private Augmentation augmentation() {
            if (refinements != null && refinements.padCropFlip() != null) {
                Refinements.PadCropFlipSettings settings = refinements.padCropFlip();
                return new Augmentation.PadCropFlip(settings.padding(), settings.horizontalFlip());
            }
            Recipe.RandomAffineSettings settings = recipe.augmentation();
            return settings == null
                    ? Augmentation.none()
                    : new Augmentation.RandomAffine(
                            settings.shift(),
                            settings.zoom(),
                            settings.rotationDegrees(),
                            settings.horizontalFlip(),
                            settings.verticalFlip());
        }
    }
}
