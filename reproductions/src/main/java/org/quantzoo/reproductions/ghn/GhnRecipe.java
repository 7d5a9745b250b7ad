package org.quantzoo.reproductions.ghn;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.reproductions.runs.Recipe;
import org.quantzoo.zoo.ghn.GhnConfiguration;
import org.quantzoo.zoo.ghn.GhnOptimizer;
import org.quantzoo.zoo.ghn.NodeEncoder;
import org.quantzoo.zoo.ghn.TargetQuantization;

/**
 * How a graph hypernetwork is trained; everything that, besides data and seed, decides its weights.
 *
 * @param start cell whose finished run gives the initial weights, null for random ones
 * @param epochs passes over the training images
 * @param stepsPerEpoch steps after which an epoch ends early; 0 = when all images have been seen
 * @param trainImages the first images of the training set, in file order, that are used; 0 = all
 * @param imageBatch images of a step
 * @param metaBatch architectures of a step
 * @param maxNodes meta-batches with more graph nodes in total are drawn again
 * @param split where architectures come from
 * @param architectures how many of the split are used
 * @param widths which initial channels and hidden widths they are given
 * @param encoder how node features are made, null for the gated messages of GHN-2; left out of files where null, so that it changes
 *     no key of a run
 * @param maxDistance largest distance of virtual edges
 * @param optimizer Adam, weight decay, clipping
 * @param learningRate steps by share of the epochs, the first at 0
 * @param augmented whether images are padded by 4, cropped and flipped at random
 * @param patience share of an epoch's steps that may fail before training is given up
 * @param checkpointEvery steps between two checkpoints inside an epoch
 * @param quantization of the target networks in training, null for float
 * @param precision of kernel operands: {@code auto}, {@code float32} or {@code bfloat16}
 */
public record GhnRecipe(
        String start,
        int epochs,
        int stepsPerEpoch,
        int trainImages,
        int imageBatch,
        int metaBatch,
        int maxNodes,
        String split,
        int architectures,
        Widths widths,
        @JsonInclude(JsonInclude.Include.NON_NULL) NodeEncoder encoder,
        int maxDistance,
        GhnOptimizer.Settings optimizer,
        List<Recipe.RateStep> learningRate,
        boolean augmented,
        double patience,
        int checkpointEvery,
        TargetQuantization quantization,
        String precision) {

    public GhnRecipe {
        for (Map.Entry<String, Integer> field : Map.of(
                        "epochs", epochs,
                        "imageBatch", imageBatch,
                        "metaBatch", metaBatch,
                        "maxNodes", maxNodes,
                        "architectures", architectures,
                        "checkpointEvery", checkpointEvery)
                .entrySet()) {
            require(field.getValue() >= 1, field.getKey(), "at least 1", field.getValue());
        }
        require(stepsPerEpoch >= 0, "stepsPerEpoch", "at least 0", stepsPerEpoch);
        require(trainImages >= 0, "trainImages", "at least 0", trainImages);
        require(patience >= 0 && patience <= 1, "patience", "in [0, 1]", patience);
        learningRate = List.copyOf(learningRate);
        if (learningRate.isEmpty() || learningRate.get(0).from() != 0) {
            throw new IllegalArgumentException(
                    "The learning rate of a recipe starts at share 0 of the epochs, found " + learningRate + ".");
        }
    }

    /**
     * Which widths architectures are given at each visit.
     *
     * @param channels initial channels, each equally likely; empty for the rule by size of the GHN-2 recipe, which also gives the
     *     hidden width
     * @param hidden widths of the hidden fully connected layer, each equally likely
     */
    public record Widths(List<Integer> channels, List<Integer> hidden) {
        public Widths {
            channels = List.copyOf(channels);
            hidden = List.copyOf(hidden);
            if (channels.isEmpty() != hidden.isEmpty()) {
                throw new IllegalArgumentException(
                        "Widths need both channels and hidden widths, or neither for the rule by size; found channels "
                                + channels + " and hidden widths " + hidden + ".");
            }
        }
    }

    /** The split that architectures come from. */
    public ArchitectureSplit architectureSplit() {
        return ArchitectureSplit.ofId(split);
    }

    /** What a hypernetwork of this recipe is built for. */
    public GhnConfiguration configuration(int classes) {
        return new GhnConfiguration(classes, maxDistance, true, encoder == null ? NodeEncoder.GATED_MESSAGES : encoder);
    }

    /** The learning rate of an epoch, counted from 0. */
    public double rate(int epoch) {
        SortedMap<Integer, Double> rates = new TreeMap<>();
        for (Recipe.RateStep step : learningRate) {
            rates.put((int) Math.round(step.from() * epochs), step.rate());
        }
        SortedMap<Integer, Double> until = rates.headMap(epoch + 1);
        return until.get(until.lastKey());
    }

    private static void require(boolean holds, String field, String expected, double found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "Hypernetwork recipe field " + field + " must be " + expected + ", found " + found + ".");
        }
    }
}
