package org.quantzoo.reproductions.ghn;

import java.util.List;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.Recipe;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;

/** Trainings that take seconds: two steps an epoch, one network a step, eight embedded images. */
final class TinyGhnExperiments {
    private TinyGhnExperiments() {}

    /** The smoke recipe of a cell, made smaller still. */
    static GhnExperiment of(String cell, int epochs, double rate) {
        GhnExperiment smoke = GhnExperiment.of(cell, Scale.SMOKE, 1, ImageDatasets.resolve("embedded"));
        return new GhnExperiment(cell, Scale.SMOKE, 1, recipe(smoke.recipe(), epochs, rate), smoke.dataset(), null);
    }

    private static GhnRecipe recipe(GhnRecipe recipe, int epochs, double rate) {
        var settings = Json.tree(recipe);
        settings.put("epochs", epochs)
                .put("stepsPerEpoch", 2)
                .put("metaBatch", 1)
                .put("maxNodes", 110)
                .put("architectures", 12)
                .put("checkpointEvery", 1)
                .putNull("start");
        settings.set("learningRate", Json.mapper().valueToTree(List.of(new Recipe.RateStep(0, rate))));
        return Json.mapper().convertValue(settings, GhnRecipe.class);
    }

    /** Makes kernels compute in one thread until closed. */
    static KernelSelector.Override inOneThread() {
        KernelSettings settings = KernelSelector.settings();
        return KernelSelector.use(new KernelSettings(settings.kernels(), settings.precision(), 1));
    }
}
