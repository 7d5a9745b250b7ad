package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.quantzoo.zoo.pretrained.ParameterHash;

/**
 * Runs experiments: trains, checkpoints every epoch, evaluates in float and quantized, records.
 *
 * <p>A finished run is returned from the store without work. An interrupted one goes on after its last checkpoint, and ends with the
 * same parameters bit for bit as if it had not been interrupted, because every random draw is a function of seed and epoch.
 */
public final class Trainer {
    /** Accuracy on training images is measured on this many of them. */
    private static final int EVALUATED_TRAIN_IMAGES = 1000;

    private final RunStore store;
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
        this.store = store;
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
        private final LabeledImages evaluatedTrain;
        private final Optional<LabeledImages> validation;
        private final LabeledImages test;
        private final RunJournal journal;
        private final Checkpoints checkpoints;
        private final QuantizedEvaluation quantized;
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
            this.evaluatedTrain = train.first(Math.min(EVALUATED_TRAIN_IMAGES, train.size()));
            this.validation = experiment.validation();
            this.test = experiment.test();
            this.journal = new RunJournal(experiment, folder, command);
            this.checkpoints = new Checkpoints(folder.path().resolve(Checkpoints.FOLDER), journal.log());
            this.quantized = new QuantizedEvaluation(experiment, train, test);
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
            network = restored.isPresent()
                    ? restored.get().network()
                    : Networks.of(
                                    experiment.cell().network(),
                                    recipe,
                                    experiment.dataset().shape(),
                                    experiment.dataset().classes(),
                                    experiment.seed())
                            .init();
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
            batches.setEpoch(epoch);
            network.fit(batches);
            if (!Parameters.allFinite(network.params())) {
                throw new DivergedException("A parameter is not a finite number after epoch " + (epoch + 1) + ".");
            }
            double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
            journal.log().append(Event.Kind.EPOCH_STOP, Map.of("epoch", epoch + 1, "loss", loss.meanLoss()));
            return evaluate(epoch + 1, seconds);
        }

        private EpochRecord evaluate(int finishedEpochs, double seconds) throws IOException {
            boolean last = finishedEpochs == recipe.epochs();
            boolean milestone = recipe.milestoneEpochs().contains(finishedEpochs);
            Double trainAccuracy = null;
            Double validationAccuracy = null;
            Double testAccuracy = null;
            List<CalibratedResult> draws = null;
            if (last || milestone || finishedEpochs % recipe.evaluateEvery() == 0) {
                try (KernelSelector.Override ignored = experiment.useEvaluationKernels()) {
                    ComputationGraph evaluated = average == null ? network.clone() : averaged();
                    trainAccuracy = accuracy(evaluated, evaluatedTrain);
                    validationAccuracy = validation
                            .map(images -> accuracy(evaluated, images))
                            .orElse(null);
                    // The test images decide nothing where there are others to choose by.
                    if (validation.isEmpty() || last) {
                        Predictions predictions = Predictions.of(evaluated, test, standardization);
                        testAccuracy = predictions.accuracy();
                        if (last || milestone) {
                            draws = quantized.evaluate(
                                    evaluated,
                                    predictions,
                                    last
                                            ? recipe.calibration().draws()
                                            : recipe.calibration().milestoneDraws());
                        }
                    }
                    Map<String, Double> accuracies = new HashMap<>();
                    accuracies.put("trainAccuracy", trainAccuracy);
                    accuracies.put("validationAccuracy", validationAccuracy);
                    accuracies.put("testAccuracy", testAccuracy);
                    journal.evaluated(finishedEpochs, accuracies);
                    if (draws != null) {
                        journal.evaluatedQuantized(finishedEpochs, draws);
                    }
                }
            }
            return new EpochRecord(
                    finishedEpochs,
                    recipe.rate(finishedEpochs - 1),
                    loss.meanLoss(),
                    trainAccuracy,
                    testAccuracy,
                    seconds,
                    draws,
                    validationAccuracy);
        }

        private double accuracy(ComputationGraph evaluated, LabeledImages images) {
            return Predictions.of(evaluated, images, standardization).accuracy();
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
