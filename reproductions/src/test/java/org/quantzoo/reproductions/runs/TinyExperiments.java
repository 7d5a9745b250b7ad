package org.quantzoo.reproductions.runs;

import java.util.List;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;

/** Experiments that take a second: four to sixteen channels, 64 embedded images in two batches. */
final class TinyExperiments {
    static final String DEPTHWISE = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";
    static final String ZOO_DEPTHWISE = "zoo/DWS_Conv_With_BN";
    static final String REGULAR_WITHOUT_BATCH_NORM = "starting-positions/table1/Regular_Conv_No_BN_GlorotUni";

    private TinyExperiments() {}

    static Experiment of(String cell, long seed, int epochs, double rate) {
        Recipe recipe = new Recipe(
                0.0625,
                null,
                null,
                8,
                0.5,
                epochs,
                64,
                30,
                32,
                0.9,
                List.of(new Recipe.RateStep(0, rate), new Recipe.RateStep(0.5, rate / 10)),
                new Recipe.RandomAffineSettings(0.1, 0.1, 15, 0.5, 0.5),
                1,
                List.of(0.5),
                new Recipe.Calibration(20, 1, 99, 2, 1),
                "float32",
                null);
        return new Experiment(Cells.get().cell(cell), Scale.SMOKE, seed, recipe, ImageDatasets.resolve("embedded"));
    }

    /**
     * Makes kernels compute in one thread until closed: for operations this small the threads' meetings cost more than the
     * arithmetic, many times more on a busy machine.
     */
    static KernelSelector.Override inOneThread() {
        KernelSettings settings = KernelSelector.settings();
        return KernelSelector.use(new KernelSettings(settings.kernels(), settings.precision(), 1));
    }

    /** By a recipe with everything that the papers' have not, in steps of one image: 40 an epoch, 20 images held back. */
    static Experiment zoo(long seed, int epochs) {
        return zoo(ZOO_DEPTHWISE, seed, epochs);
    }

    /** The same of another cell of the zoo. */
    static Experiment zoo(String cell, long seed, int epochs) {
        Recipe recipe = new Recipe(
                0.0625,
                null,
                null,
                8,
                0.1,
                epochs,
                60,
                30,
                1,
                0.9,
                List.of(new Recipe.RateStep(0, 0.01)),
                null,
                1,
                List.of(),
                new Recipe.Calibration(20, 1, 99, 2, 1),
                "float32",
                new Refinements(true, 1, new Refinements.PadCropFlipSettings(4, 0.5), 0.1, 0.005, 0.9, 20, null));
        return new Experiment(Cells.get().cell(cell), Scale.ZOO, seed, recipe, ImageDatasets.resolve("embedded"));
    }

    /** The network of a float run in the store, trained further for six epochs of 40 steps with 4-bit weights and activations. */
    static Experiment w4a4(RunStore store, long seed) {
        return w4a4(store, "zoo-w4a4/DWS_Conv_With_BN", seed, 6);
    }

    /** The same of another cell, for other epochs of 40 steps. */
    static Experiment w4a4(RunStore store, String name, long seed, int epochs) {
        Experiment start = zoo(seed, 1);
        Recipe paper = start.recipe();
        Recipe recipe = new Recipe(
                paper.width(),
                paper.blocksPerStage(),
                paper.headPooling(),
                paper.hiddenUnits(),
                paper.dropout(),
                epochs,
                paper.trainImages(),
                paper.testImages(),
                paper.batchSize(),
                paper.momentum(),
                List.of(new Recipe.RateStep(0, 0.005)),
                null,
                1,
                List.of(),
                paper.calibration(),
                "float32",
                new Refinements(true, 0, null, 0.1, 0.001, 0, 20, new Refinements.QuantizationAware(4, 4, 0.5, null)));
        Cell cell = Cells.get().cell(name);
        return new Experiment(cell, Scale.ZOO, seed, FineTuning.chosen(store, cell, seed, recipe), start.dataset());
    }

    static Experiment depthwise(long seed, int epochs) {
        return of(DEPTHWISE, seed, epochs, 0.05);
    }
}
