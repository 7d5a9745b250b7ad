package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.reproductions.runs.AnalysisHistory;
import org.quantzoo.reproductions.runs.Experiment;
import org.quantzoo.reproductions.runs.FineTuning;
import org.quantzoo.reproductions.runs.Recipe;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.SampleBatches;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.runs.Trainer;
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
        name = "run",
        description =
                "Trains and evaluates a cell; goes on where an interrupted run stopped, does nothing for a finished one.")
final class RunCell implements Callable<Integer> {
    /** Fewer than the thesis takes for a finished network: these are looked at after every epoch. */
    private static final int ANALYZED_IMAGES = 256;

    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CELL", description = "For example starting-positions/table1/DWS_Conv_With_BN_HeNorm.")
    private String cell;

    @Option(
            names = "--scale",
            description = "smoke, quick (default) or paper; cells of the zoo are trained at scale zoo and only there.")
    private String scale;

    @Option(names = "--seed", defaultValue = "1", split = ",", description = "One or more seeds; default 1.")
    private List<Long> seeds;

    @Mixin
    private ImagesOption dataset;

    @Option(
            names = "--precision",
            description =
                    "Precision of convolution and matrix-product operands: auto, float32 or bfloat16; default: the"
                            + " recipe's.")
    private String precision;

    @Option(
            names = "--stop-after",
            paramLabel = "EPOCH",
            description =
                    "Run only the first epochs of the recipe and record them; without this option the run goes on.")
    private Integer stopAfter;

    @Option(
            names = "--analyze",
            description = "Analyse the network layer by layer after every epoch, for reproduce analyze to draw.")
    private boolean analyze;

    @Option(
            names = Reproduce.END_WITH_INPUT,
            hidden = true,
            description = "End at once when standard input ends: for processes that a grid starts.")
    private boolean endWithInput;

    @Override
    public Integer call() throws IOException {
        if (endWithInput) {
            ParentWatch.endWithInput();
        }
        Cell declared = Cells.get().cell(cell);
        Scale chosen = scale == null ? Recipes.get().defaultScale(declared) : Scale.of(scale);
        Recipe recipe = Recipes.get().recipe(declared, chosen);
        if (precision != null) {
            recipe = recipe.withPrecision(precision);
        }
        PrintWriter out = spec.commandLine().getOut();
        ImageDataset images = dataset.resolve(chosen, out);
        RunStore store = reproduce.store();
        int exitCode = 0;
        for (long seed : seeds) {
            Experiment experiment =
                    new Experiment(declared, chosen, seed, FineTuning.chosen(store, declared, seed, recipe), images);
            int until = stopAfter == null ? recipe.epochs() : stopAfter;
            boolean finished = store.find(experiment.key())
                    .filter(record -> record.reaches(until))
                    .isPresent();
            out.println((finished ? "Finished already: " : "Running ") + experiment.key() + " on " + images.name());
            RunRecord record = new Trainer(
                            store, ProgressDisplay.on(out), reproduce.command(), listeners(store, experiment))
                    .runUntil(experiment, until);
            out.println(ResultText.of(record));
            out.println("Record: " + store.file(record));
            exitCode = record.status() == RunRecord.Status.DIVERGED ? Reproduce.DIVERGED : exitCode;
        }
        return exitCode;
    }

    private List<TrainingListener> listeners(RunStore store, Experiment experiment) {
        return analyze
                ? List.of(AnalysisHistory.of(store, experiment.key())
                        .listener(SampleBatches.training(experiment.dataset(), ANALYZED_IMAGES, experiment.seed())))
                : List.of();
    }
}
