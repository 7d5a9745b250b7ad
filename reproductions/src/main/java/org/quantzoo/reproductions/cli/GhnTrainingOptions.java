package org.quantzoo.reproductions.cli;

import java.io.PrintWriter;
import org.quantzoo.reproductions.ghn.GhnExperiment;
import org.quantzoo.reproductions.ghn.GhnStore;
import org.quantzoo.reproductions.runs.Scale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which training of a hypernetwork a command is about, beside its name. */
final class GhnTrainingOptions {
    @Option(names = "--scale", defaultValue = "quick", description = "smoke, quick (default) or paper.")
    private String scale;

    @Option(names = "--seed", defaultValue = "1", description = "Of the training; default 1.")
    private long seed;

    @Mixin
    private ImagesOption dataset;

    /** The training with this name; prints what is to be known about its images. */
    GhnExperiment experiment(String cell, PrintWriter out) {
        Scale chosen = Scale.of(scale);
        return GhnExperiment.of(cell, chosen, seed, dataset.resolve(chosen, out));
    }

    /** Whether a training is finished; prints the command that finishes it where it is not. */
    static boolean isFinished(GhnExperiment experiment, GhnStore store, PrintWriter out) {
        if (store.find(experiment).isPresent()) {
            return true;
        }
        out.println("Training " + experiment.key() + " is not finished; run: reproduce ghn train " + experiment.cell()
                + " --scale " + experiment.scale() + " --seed " + experiment.seed());
        return false;
    }
}
