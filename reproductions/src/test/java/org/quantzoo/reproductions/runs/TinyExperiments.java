package org.quantzoo.reproductions.runs;

import java.util.List;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;

/** Experiments that take a second: four to sixteen channels, 64 embedded images in two batches. */
final class TinyExperiments {
    static final String DEPTHWISE = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";
    static final String REGULAR_WITHOUT_BATCH_NORM = "starting-positions/table1/Regular_Conv_No_BN_GlorotUni";

    private TinyExperiments() {}

    static Experiment of(String cell, long seed, int epochs, double rate) {
        Recipe recipe = new Recipe(
                0.0625,
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

    static Experiment depthwise(long seed, int epochs) {
        return of(DEPTHWISE, seed, epochs, 0.05);
    }
}
