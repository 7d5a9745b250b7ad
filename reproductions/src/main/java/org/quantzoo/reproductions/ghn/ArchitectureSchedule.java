package org.quantzoo.reproductions.ghn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.architectures.TrainingWidth;

/**
 * Which architectures a training step sees: a function of seed, step and attempt alone.
 *
 * <p>First attempts go through the architectures of the recipe in a new random order at every pass; later attempts, for steps that
 * failed, draw at random. Widths are drawn at every visit. Not thread-safe: it remembers the order of the last pass and sizes of architectures.
 */
final class ArchitectureSchedule {
    /** Draws of a meta-batch that is small enough; reaching it means that the limit is too low for the space. */
    private static final int MOST_DRAWS = 100_000;

    private final GhnRecipe recipe;
    private final ArchitectureSplit split;
    private final int classes;
    private final long seed;
    private final int[] nodes;
    private long orderedPass = -1;
    private int[] order;

    ArchitectureSchedule(GhnRecipe recipe, int classes, long seed) {
        this.recipe = recipe;
        this.split = recipe.architectureSplit();
        this.classes = classes;
        this.seed = seed;
        this.nodes = new int[recipe.architectures()];
    }

    /**
     * The architectures of a step.
     *
     * @param step steps since training began, from 0
     * @param attempt how often the step has failed
     */
    List<Architecture> metaBatch(long step, int attempt) {
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            List<SplittableRandom> generators = new ArrayList<>();
            List<Integer> indices = new ArrayList<>();
            int total = 0;
            for (int slot = 0; slot < recipe.metaBatch(); slot++) {
                SplittableRandom random = random(seed, step, attempt, draw, slot);
                int index = attempt == 0 && draw == 0
                        ? scheduled(step * recipe.metaBatch() + slot)
                        : random.nextInt(recipe.architectures());
                total += nodes(index);
                generators.add(random);
                indices.add(index);
            }
            if (total <= recipe.maxNodes()) {
                return IntStream.range(0, indices.size())
                        .mapToObj(slot -> sized(indices.get(slot), generators.get(slot)))
                        .toList();
            }
        }
        throw new IllegalStateException("No meta-batch of " + recipe.metaBatch() + " architectures has at most "
                + recipe.maxNodes() + " nodes in " + MOST_DRAWS + " draws; raise maxNodes or lower metaBatch.");
    }

    /** The number of nodes does not depend on widths; counted once for each architecture. */
    private int nodes(int index) {
        if (nodes[index] == 0) {
            nodes[index] = NetworkGraph.of(split.architecture(index), classes).size();
        }
        return nodes[index];
    }

    private Architecture sized(int index, SplittableRandom random) {
        Architecture architecture = split.architecture(index);
        GhnRecipe.Widths widths = recipe.widths();
        if (widths.channels().isEmpty()) {
            return TrainingWidth.draw(
                    architecture, NetworkGraph.of(architecture, classes).constructedParameters(), random);
        }
        return architecture.withWidths(one(widths.channels(), random), one(widths.hidden(), random));
    }

    private int scheduled(long visit) {
        long pass = visit / recipe.architectures();
        if (pass != orderedPass) {
            order = permutation(recipe.architectures(), random(seed, ~pass));
            orderedPass = pass;
        }
        return order[(int) (visit % recipe.architectures())];
    }

    private static int[] permutation(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static int one(List<Integer> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A generator that differs for any two different lists of numbers. */
    static SplittableRandom random(long... numbers) {
        long state = 0;
        for (long number : numbers) {
            state = new SplittableRandom(state ^ number).nextLong();
        }
        return new SplittableRandom(state);
    }
}
