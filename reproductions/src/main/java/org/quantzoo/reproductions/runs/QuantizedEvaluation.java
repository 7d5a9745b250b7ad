package org.quantzoo.reproductions.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.datasets.images.Standardization;
import org.quantzoo.zoo.posttraining.BatchNormFolding;
import org.quantzoo.zoo.posttraining.Calibration;
import org.quantzoo.zoo.posttraining.OutputQuantization;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.quantization.AccuracyDecrease;
import org.quantzoo.zoo.quantization.OutputComparison;
import org.quantzoo.zoo.quantization.RangeEstimator;

/**
 * The 8-bit evaluation of the papers: weights by their absolute range per tensor after folding, activations by percentiles over
 * training images, compared with the float network on the test images.
 */
final class QuantizedEvaluation {
    private static final int BITS = 8;

    private final Experiment experiment;
    private final Standardization standardization;
    private final LabeledImages train;
    private final LabeledImages test;
    private final PostTrainingQuantizer quantizer;
    private final RangeEstimator activationRange;

    QuantizedEvaluation(Experiment experiment, LabeledImages train, LabeledImages test) {
        this(
                experiment,
                train,
                test,
                new RangeEstimator.Percentile(
                        experiment.recipe().calibration().lowerPercentile(),
                        experiment.recipe().calibration().upperPercentile()));
    }

    /**
     * An evaluation with ranges of one's choice.
     *
     * @param activationRange the range rule of activations
     */
    QuantizedEvaluation(
            Experiment experiment, LabeledImages train, LabeledImages test, RangeEstimator activationRange) {
        this.experiment = experiment;
        this.standardization = experiment.dataset().standardization();
        this.train = train;
        this.test = test;
        this.activationRange = activationRange;
        quantizer = new PostTrainingQuantizer(new QuantizationScheme(
                BITS, BITS, new RangeEstimator.Absolute(), activationRange, OutputQuantization.PROBABILITIES));
    }

    /**
     * An evaluation that clamps a share of the activations at each end.
     *
     * @param clippedPercent from 0 for none to below 50
     */
    static QuantizedEvaluation clipping(
            Experiment experiment, LabeledImages train, LabeledImages test, double clippedPercent) {
        RangeEstimator range = clippedPercent == 0
                ? new RangeEstimator.Absolute()
                : new RangeEstimator.Percentile(clippedPercent, 100 - clippedPercent);
        return new QuantizedEvaluation(experiment, train, test, range);
    }

    /** Evaluates with draws 0 to {@code draws - 1}. */
    List<CalibratedResult> evaluate(ComputationGraph network, Predictions reference, int draws) {
        ComputationGraph folded = BatchNormFolding.fold(network);
        List<CalibratedResult> results = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            Predictions quantized = Predictions.of(quantize(folded, draw).network(), test, standardization);
            OutputComparison comparison = new OutputComparison();
            comparison.add(reference.probabilities(), quantized.probabilities());
            results.add(new CalibratedResult(
                    draw,
                    quantized.accuracy(),
                    comparison.qmse(),
                    comparison.qce(),
                    new AccuracyDecrease(reference.accuracy(), quantized.accuracy()).signedPercent()));
        }
        return List.copyOf(results);
    }

    /** The quantized form of a folded network, calibrated on the images of a draw. */
    QuantizedNetwork quantize(ComputationGraph folded, int draw) {
        return quantizer.quantize(folded, Calibration.observe(folded, calibrationBatches(draw), activationRange));
    }

    /** The range rule of activations. */
    RangeEstimator activationRange() {
        return activationRange;
    }

    /** Training images without augmentation; which ones is a function of the run's seed and the number of the draw. */
    List<INDArray> calibrationBatches(int draw) {
        int count = Math.min(experiment.recipe().calibration().images(), train.size());
        long seed = new SplittableRandom(experiment.seed() ^ new SplittableRandom(draw).nextLong()).nextLong();
        List<INDArray> features = new ArrayList<>();
        try (ImageBatches batches = Predictions.batches(train.sample(count, seed), standardization)) {
            while (batches.hasNext()) {
                features.add(batches.next().getFeatures());
            }
        }
        return features;
    }
}
