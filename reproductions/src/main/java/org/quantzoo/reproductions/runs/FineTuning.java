package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.quantzoo.reproductions.runs.Refinements.QuantizationAware;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.zoo.posttraining.QuantizationAwareTraining;
import org.quantzoo.zoo.quantization.RangeEstimator;

/** Where quantization-aware training begins: with the network of the finished float run of the same name and seed. */
public final class FineTuning {
    private static final String FLOAT_CELLS = "zoo/";

    private FineTuning() {}

    /** The cell whose network a cell of quantization-aware training begins with. */
    public static String floatCell(Cell cell) {
        return FLOAT_CELLS + cell.name();
    }

    /**
     * The recipe with the float run to begin with, if it trains a network further; else the recipe itself.
     *
     * @param store with the float run; of several of the same seed, the one that was finished last is taken
     * @throws NoSuchElementException where that run is not finished
     */
    public static Recipe chosen(RunStore store, Cell cell, long seed, Recipe recipe) {
        if (recipe.quantizationAware().isEmpty()) {
            return recipe;
        }
        String start = store.latest(floatCell(cell), Scale.ZOO, seed, RunRecord::completed)
                .orElseThrow(() -> new NoSuchElementException("Cell " + cell.id() + " trains the network of "
                        + floatCell(cell) + " further, of which " + store.root() + " has no finished run of"
                        + " seed " + seed + "; make one with: reproduce run " + floatCell(cell) + " --seed " + seed))
                .paramsHash();
        return recipe.withRefinements(recipe.refinements().withStart(start));
    }

    /**
     * The float run that a run began with.
     *
     * @throws NoSuchElementException where the store does not have it
     */
    static RunRecord start(RunStore store, Cell cell, QuantizationAware settings) {
        return store.records(floatCell(cell), Scale.ZOO).stream()
                .filter(run -> run.completed() && run.paramsHash().equals(settings.start()))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("Cell " + cell.id()
                        + " begins with the parameters of SHA-256 " + settings.start() + ", of which " + store.root()
                        + " has no run; make one with: reproduce run " + floatCell(cell)));
    }

    /**
     * The quantized network to train, with the optimiser of the recipe.
     *
     * @param samples training inputs in batches, for ranges of activations
     * @param ranges the range rule of activations
     * @throws IOException where no intact checkpoint of the float run is left
     */
    static ComputationGraph begin(RunStore store, Experiment experiment, List<INDArray> samples, RangeEstimator ranges)
            throws IOException {
        Recipe recipe = experiment.recipe();
        QuantizationAware settings = recipe.quantizationAware().orElseThrow();
        RunRecord start = start(store, experiment.cell(), settings);
        ComputationGraph trained = store.requiredNetwork(start);
        ComputationGraph prepared = new QuantizationAwareTraining(
                        settings.weightBits(), settings.activationBits(), settings.clippedPercent())
                .prepare(trained, samples, ranges);
        FineTuneConfiguration.Builder optimizer = new FineTuneConfiguration.Builder()
                .seed(experiment.seed())
                .updater(new Nesterovs(new MapSchedule(ScheduleType.EPOCH, recipe.ratesByEpoch()), recipe.momentum()));
        if (recipe.refinements().weightDecay() > 0) {
            // Which DL4J M2.1 gives each layer twice, as it does with those of new networks.
            optimizer.weightDecay(recipe.refinements().weightDecay());
        }
        return new TransferLearning.GraphBuilder(prepared)
                .fineTuneConfiguration(optimizer.build())
                .build();
    }
}
