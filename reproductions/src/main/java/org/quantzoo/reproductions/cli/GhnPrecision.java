package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.quantzoo.reproductions.ghn.GhnExperiment;
import org.quantzoo.reproductions.ghn.GhnStore;
import org.quantzoo.reproductions.ghn.TestSplit;
import org.quantzoo.reproductions.ghn.WeightPrecision;
import org.quantzoo.reproductions.ghn.WeightPrecisionStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "precision",
        description =
                "Compares the average channel precision of predicted weights with that of trained ones, layer by layer.")
final class GhnPrecision implements Callable<Integer> {
    @ParentCommand
    private Ghn ghn;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TRAINING", description = "For example ghn-q; it must be finished.")
    private String cell;

    @Option(names = "--split", defaultValue = "id", description = "id (default), deep, wide, bn-free or validation.")
    private String split;

    @Option(names = "--count", defaultValue = "6", description = "Networks, from the first of the split on; default 6.")
    private int count;

    @Option(
            names = "--steps",
            defaultValue = "150",
            description = "Steps of 64 images for which the networks are trained from random weights; default 150.")
    private int steps;

    @Mixin
    private GhnTrainingOptions training;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        GhnExperiment experiment = training.experiment(cell, out);
        GhnStore store = new GhnStore(ghn.reproduce().store());
        if (!GhnTrainingOptions.isFinished(experiment, store, out)) {
            return Reproduce.FAILURE;
        }
        WeightPrecision measured = new WeightPrecisionStudy(
                        experiment.dataset(), ghn.reproduce().command())
                .measure(experiment, store, TestSplit.of(split), count, steps, out::println);
        out.println(String.format(
                Locale.ROOT,
                "Higher where predicted: %d of %d layers",
                measured.higherWherePredicted(),
                measured.layers().size()));
        out.println("Record: " + store.publish(store.folder(experiment), measured));
        return 0;
    }
}
