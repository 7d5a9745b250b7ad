package org.quantzoo.reproductions.grid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.reproductions.runs.Experiment;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipe;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.zoo.models.NetworkCost;

/** The runs of several cells and seeds at one scale, cheapest first, so that an interrupted grid has answered the most it could. */
public final class Grid {
    /**
     * What writing one activation and reading it again costs beside its multiply-accumulates. Fitted to the times of the recorded runs at quick scale,
     * 14 kinds of network, which it then explains to a third; multiply-accumulates alone are off by a factor of seven between networks of one width.
     */
    private static final double MACS_PER_ACTIVATION = 120;

    private Grid() {}

    /**
     * The runs.
     *
     * @param dataset the images that all of them train on
     * @param seeds of each cell
     * @param stopAfter the number of epochs that are wanted of each run, empty for all of its recipe
     */
    public static List<GridJob> of(
            List<Cell> cells, Scale scale, List<Long> seeds, ImageDataset dataset, OptionalInt stopAfter) {
        Map<Object, Double> costs = new HashMap<>();
        List<GridJob> jobs = new ArrayList<>();
        for (Cell cell : cells) {
            Recipe recipe = Recipes.get().recipe(cell, scale);
            int epochs = Math.min(stopAfter.orElse(recipe.epochs()), recipe.epochs());
            double cost = costs.computeIfAbsent(
                    List.of(cell.network(), recipe), key -> epochs * costOfEpoch(cell, recipe, dataset));
            for (long seed : seeds) {
                jobs.add(new GridJob(new Experiment(cell, scale, seed, recipe, dataset).key(), epochs, cost));
            }
        }
        // The sort is stable: equally dear runs keep the order of their declaration.
        jobs.sort(Comparator.comparingDouble(GridJob::cost));
        return List.copyOf(jobs);
    }

    /** Nothing for a network that cannot be built at this width: its own process will say why. */
    private static double costOfEpoch(Cell cell, Recipe recipe, ImageDataset dataset) {
        ImageShape shape = dataset.shape();
        ComputationGraphConfiguration conf;
        try {
            conf = Networks.of(cell.network(), recipe, shape, dataset.classes(), 1)
                    .conf();
        } catch (IllegalArgumentException e) {
            return 0;
        }
        InputType input = InputType.convolutional(shape.height(), shape.width(), shape.channels(), CNN2DFormat.NHWC);
        double macs = NetworkCost.of(conf, input).layers().stream()
                .mapToDouble(NetworkCost.LayerCost::macs)
                .sum();
        double activations = conf.getLayerActivationTypes(input).values().stream()
                .mapToDouble(InputType::arrayElementsPerExample)
                .sum();
        int images = recipe.trainImages() == 0
                ? dataset.train().size()
                : Math.min(recipe.trainImages(), dataset.train().size());
        return (macs + MACS_PER_ACTIVATION * activations) * images;
    }
}
