package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.zoo.layers.KernelSelector;

/** What is measured after an epoch: accuracies of the network, and of its 8-bit forms where the recipe asks for them. */
final class EpochEvaluation {
    /** Accuracy on training images is measured on this many of them. */
    private static final int TRAIN_IMAGES = 1000;

    private final Experiment experiment;
    private final LabeledImages train;
    private final LabeledImages test;
    private final QuantizedEvaluation quantized;
    private final RunJournal journal;

    EpochEvaluation(
            Experiment experiment,
            LabeledImages train,
            LabeledImages test,
            QuantizedEvaluation quantized,
            RunJournal journal) {
        this.experiment = experiment;
        this.train = train.first(Math.min(TRAIN_IMAGES, train.size()));
        this.test = test;
        this.quantized = quantized;
        this.journal = journal;
    }

    /**
     * The row of the training curve for an epoch; null stands for what the recipe does not measure after it.
     *
     * @param epoch from 1
     * @param network as trained so far
     * @param loss mean of the epoch's steps
     * @param seconds wall time of the training steps
     */
    EpochRecord after(int epoch, ComputationGraph network, double loss, double seconds) throws IOException {
        Recipe recipe = experiment.recipe();
        boolean last = epoch == recipe.epochs();
        boolean milestone = recipe.milestoneEpochs().contains(epoch);
        Map<String, Double> accuracies = new HashMap<>();
        List<CalibratedResult> draws = null;
        if (last || milestone || epoch % recipe.evaluateEvery() == 0) {
            try (KernelSelector.Override ignored = experiment.useEvaluationKernels()) {
                // Layers choose their kernels when they are made.
                ComputationGraph evaluated = network.clone();
                accuracies.put("trainAccuracy", predictions(evaluated, train).accuracy());
                experiment
                        .validation()
                        .ifPresent(images -> accuracies.put(
                                "validationAccuracy",
                                predictions(evaluated, images).accuracy()));
                // The test images decide nothing where there are others to choose by.
                if (last || !accuracies.containsKey("validationAccuracy")) {
                    Predictions onTest = predictions(evaluated, test);
                    accuracies.put("testAccuracy", onTest.accuracy());
                    draws = draws(evaluated, onTest, last, milestone);
                }
                journal.evaluated(epoch, accuracies);
                if (draws != null) {
                    journal.evaluatedQuantized(epoch, draws);
                }
            }
        }
        return new EpochRecord(
                epoch,
                recipe.rate(epoch - 1),
                loss,
                accuracies.get("trainAccuracy"),
                accuracies.get("testAccuracy"),
                seconds,
                draws,
                accuracies.get("validationAccuracy"));
    }

    private Predictions predictions(ComputationGraph network, LabeledImages images) {
        return Predictions.of(network, images, experiment.dataset().standardization());
    }

    private List<CalibratedResult> draws(
            ComputationGraph network, Predictions reference, boolean last, boolean milestone) {
        Recipe recipe = experiment.recipe();
        if (recipe.quantizationAware().isPresent()) {
            return List.of(); // what was evaluated is quantized
        }
        if (!last && !milestone) {
            return null;
        }
        return quantized.evaluate(
                network,
                reference,
                last ? recipe.calibration().draws() : recipe.calibration().milestoneDraws());
    }
}
