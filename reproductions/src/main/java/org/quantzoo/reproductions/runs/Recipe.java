package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.quantzoo.zoo.models.HeadPooling;

/**
 * How a network is trained and evaluated; everything that, besides network, data and seed, decides a run's numbers.
 *
 * @param width multiplier of convolution channels
 * @param blocksPerStage blocks in the three stages, null for 2, 3, 3
 * @param headPooling what the dense head reads, null for the whole last map
 * @param hiddenUnits units of each hidden dense layer
 * @param dropout probability of dropping a hidden dense unit
 * @param epochs passes over the training images
 * @param trainImages number of training images, a balanced subset that is the same for all seeds; 0 = all
 * @param testImages number of test images, a balanced subset; 0 = all
 * @param batchSize images in a training step
 * @param momentum of SGD
 * @param learningRate steps by share of the epochs, the first at 0
 * @param augmentation of the training images, null for none
 * @param evaluateEvery epochs between two evaluations on the test images; the last epoch is always evaluated
 * @param milestones shares of the epochs after which the network is also evaluated quantized, as papers' tables over training do
 * @param calibration of activation ranges
 * @param precision of kernel operands: {@code auto}, {@code float32} or {@code bfloat16}
 * @param refinements what no paper's protocol has, null for the papers' recipes
 */
public record Recipe(
        double width,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Integer> blocksPerStage,
        @JsonInclude(JsonInclude.Include.NON_NULL) HeadPooling headPooling,
        int hiddenUnits,
        double dropout,
        int epochs,
        int trainImages,
        int testImages,
        int batchSize,
        double momentum,
        List<RateStep> learningRate,
        RandomAffineSettings augmentation,
        int evaluateEvery,
        List<Double> milestones,
        Calibration calibration,
        String precision,
        @JsonInclude(JsonInclude.Include.NON_NULL) Refinements refinements) {

    public Recipe {
        require(width > 0, "width", "greater than 0", width);
        require(epochs >= 1, "epochs", "at least 1", epochs);
        require(batchSize >= 1, "batchSize", "at least 1", batchSize);
        require(evaluateEvery >= 1, "evaluateEvery", "at least 1", evaluateEvery);
        require(trainImages >= 0, "trainImages", "at least 0", trainImages);
        require(testImages >= 0, "testImages", "at least 0", testImages);
        blocksPerStage = blocksPerStage == null ? null : List.copyOf(blocksPerStage);
        learningRate = List.copyOf(learningRate);
        milestones = List.copyOf(milestones);
        if (learningRate.isEmpty() || learningRate.get(0).from() != 0) {
            throw new IllegalArgumentException(
                    "The learning rate of a recipe starts at share 0 of the epochs, found " + learningRate + ".");
        }
    }

    /**
     * A learning rate and the share of the epochs from which on it holds.
     *
     * @param from in [0, 1)
     * @param rate greater than 0
     */
    public record RateStep(double from, double rate) {}

    /**
     * Random shift, zoom, rotation and flips.
     *
     * @param shift largest shift as a fraction of the side
     * @param zoom largest relative change of scale
     * @param rotationDegrees largest rotation in either direction
     * @param horizontalFlip probability
     * @param verticalFlip probability
     */
    public record RandomAffineSettings(
            double shift, double zoom, double rotationDegrees, double horizontalFlip, double verticalFlip) {}

    /**
     * How activation ranges are estimated for 8-bit evaluation.
     *
     * @param images training images in one draw
     * @param lowerPercentile lower end of the range
     * @param upperPercentile upper end of the range
     * @param draws independent draws of calibration images after training
     * @param milestoneDraws draws at each milestone before the end
     */
    public record Calibration(
            int images, double lowerPercentile, double upperPercentile, int draws, int milestoneDraws) {}

    /** The same recipe with another precision. */
    public Recipe withPrecision(String chosen) {
        return with(chosen, refinements);
    }

    /** The same recipe with other refinements. */
    Recipe withRefinements(Refinements chosen) {
        return with(precision, chosen);
    }

    /** How a trained network is trained further with quantized weights and activations; empty where the recipe trains a new one. */
    public Optional<Refinements.QuantizationAware> quantizationAware() {
        return refinements == null ? Optional.empty() : Optional.ofNullable(refinements.quantizationAware());
    }

    private Recipe with(String chosenPrecision, Refinements chosenRefinements) {
        return new Recipe(
                width,
                blocksPerStage,
                headPooling,
                hiddenUnits,
                dropout,
                epochs,
                trainImages,
                testImages,
                batchSize,
                momentum,
                learningRate,
                augmentation,
                evaluateEvery,
                milestones,
                calibration,
                chosenPrecision,
                chosenRefinements);
    }

    /** The first epoch (from 0) of each learning rate, in ascending order; a step that rounds to a later one's epoch is lost. */
    public SortedMap<Integer, Double> ratesByEpoch() {
        SortedMap<Integer, Double> rates = new TreeMap<>();
        if (refinements != null && refinements.cosine()) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                // StrictMath, because Math.cos may differ in the last bit between platforms.
                double share = (1 + StrictMath.cos(Math.PI * epoch / epochs)) / 2;
                double warm = Math.min(1, (epoch + 1.0) / (refinements.warmUpEpochs() + 1));
                rates.put(epoch, learningRate.get(0).rate() * share * warm);
            }
            return rates;
        }
        for (RateStep step : learningRate) {
            rates.put((int) Math.round(step.from() * epochs), step.rate());
        }
        return rates;
    }

    /** The learning rate of an epoch, counted from 0. */
    public double rate(int epoch) {
        SortedMap<Integer, Double> until = ratesByEpoch().headMap(epoch + 1);
        return until.get(until.lastKey());
    }

    /** The epochs (counted from 1: the number finished) at which a quantized evaluation is due, the last one included. */
    public SortedSet<Integer> milestoneEpochs() {
        SortedSet<Integer> due = new TreeSet<>();
        milestones.forEach(share -> due.add((int) Math.max(1, Math.round(share * epochs))));
        due.add(epochs);
        return due;
    }

    private static void require(boolean holds, String field, String expected, double found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "Recipe field " + field + " must be " + expected + ", found " + found + ".");
        }
    }
}
