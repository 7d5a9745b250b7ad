package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quantzoo.reproductions.runs.Experiment;
import org.quantzoo.reproductions.runs.FineTuning;
import org.quantzoo.reproductions.runs.FirstStepsTrainer;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RecordedSteps;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.runs.StepHash;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "first-steps",
        description = {
            "Trains the first steps of a cell and compares the parameters with those recorded.",
            "They agree bit for bit where kernels, their precision and the library of ND4J are those of the recorded run."
        })
final class FirstStepsCommand implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CELL", description = "For example zoo/DWS_Conv_With_BN.")
    private String cell;

    @Option(names = "--scale", description = "smoke, quick (default) or paper; zoo for the zoo's cells.")
    private String scale;

    @Option(names = "--seed", defaultValue = "1", description = "The seed; default 1.")
    private long seed;

    @Mixin
    private ImagesOption dataset;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "Compare with the metadata of a published checkpoint, its JSON file; default: with the run's record.")
    private Path checkpoint;

    @Override
    public Integer call() throws IOException {
        Cell declared = Cells.get().cell(cell);
        Scale chosen = scale == null ? Recipes.get().defaultScale(declared) : Scale.of(scale);
        PrintWriter out = spec.commandLine().getOut();
        RunStore store = reproduce.store();
        Experiment experiment = new Experiment(
                declared,
                chosen,
                seed,
                FineTuning.chosen(store, declared, seed, Recipes.get().recipe(declared, chosen)),
                dataset.resolve(chosen, out));
        // Before training: a file that cannot be compared with is known at once.
        Optional<RecordedSteps> recorded = checkpoint == null
                ? RecordedSteps.ofRun(store, experiment)
                : Optional.of(RecordedSteps.ofCheckpoint(checkpoint, experiment));
        StepHash measured = new FirstStepsTrainer(store, ProgressDisplay.on(out)).train(experiment);
        String kernels = experiment.kernelsDescription();
        out.println("After " + measured.steps() + " steps: " + measured.paramsHash() + " with " + kernels);
        if (recorded.isEmpty()) {
            out.println("Nothing is recorded to compare with; train the cell, or name a checkpoint with --checkpoint.");
            return 0;
        }
        RecordedSteps expected = recorded.get();
        if (expected.hash().equals(measured)) {
            out.println("The same as in " + expected.source() + ".");
            return 0;
        }
        out.println("Not the same as in " + expected.source() + ": "
                + expected.hash().paramsHash()
                + (expected.kernels().equals(kernels)
                        ? ", with the same kernels, precision and threads."
                        : ", but that was computed with " + expected.kernels() + "."));
        return Reproduce.FAILURE;
    }
}
