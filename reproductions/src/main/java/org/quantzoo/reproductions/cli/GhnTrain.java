package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.quantzoo.reproductions.ghn.GhnEpoch;
import org.quantzoo.reproductions.ghn.GhnExperiment;
import org.quantzoo.reproductions.ghn.GhnStore;
import org.quantzoo.reproductions.ghn.GhnTrainer;
import org.quantzoo.reproductions.ghn.GhnTrainingRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        description =
                "Trains a hypernetwork, after the one it starts from; goes on where an interrupted training stopped.")
final class GhnTrain implements Callable<Integer> {
    @ParentCommand
    private Ghn ghn;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TRAINING", description = "For example ghn-2, ghn-q or ghn-qat-w4a4.")
    private String cell;

    @Mixin
    private GhnTrainingOptions training;

    @Option(
            names = "--kept-targets",
            defaultValue = "128",
            description =
                    "Target networks kept in memory for when their architectures come again; default 128. Changes speed"
                            + " and memory alone.")
    private int keptTargets;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        GhnExperiment experiment = training.experiment(cell, out);
        GhnStore store = new GhnStore(ghn.reproduce().store());
        out.println((store.find(experiment).isPresent() ? "Finished already: " : "Training ") + experiment.key()
                + " on " + experiment.dataset().name());
        GhnTrainingRecord record = new GhnTrainer(
                        store,
                        new GhnProgressDisplay(out),
                        keptTargets,
                        ghn.reproduce().command())
                .run(experiment);
        if (!record.completed()) {
            out.println("Diverged: " + record.failure());
            return Reproduce.DIVERGED;
        }
        GhnEpoch last = record.history().get(record.history().size() - 1);
        out.println(String.format(
                Locale.ROOT, "Loss of the last epoch %.4f after %d steps", last.loss(), record.updates()));
        out.println("Weights: " + store.weights(experiment));
        return 0;
    }
}
