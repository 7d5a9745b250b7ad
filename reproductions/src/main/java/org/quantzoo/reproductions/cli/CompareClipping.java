package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.quantzoo.reproductions.runs.ClippingComparison;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cells;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "compare-clipping",
        description =
                "Compares on the validation images of a zoo's run how many of the activations 8 bits should clamp,"
                        + " as a Markdown table.")
final class CompareClipping implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CELL", description = "For example zoo/DWS_Conv_With_BN.")
    private String cell;

    @Option(names = "--seed", defaultValue = "1", description = "Which run; default 1.")
    private long seed;

    @Option(
            names = "--percents",
            split = ",",
            paramLabel = "PERCENT",
            defaultValue = "1,0.1,0.01,0",
            description = "The shares to compare, at each end; default 1,0.1,0.01,0.")
    private List<Double> percents;

    @Option(names = "--draws", defaultValue = "3", description = "Draws of calibration images; default 3.")
    private int draws;

    @Mixin
    private ImagesOption dataset;

    @Override
    public Integer call() throws IOException {
        if (draws < 1 || percents.stream().anyMatch(percent -> !(percent >= 0 && percent < 50))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Expected at least 1 draw and shares from 0 to below 50 percent, found " + draws + " and "
                            + percents + ".");
        }
        RunStore store = reproduce.store();
        RunRecord record = store.latest(Cells.get().cell(cell).id(), Scale.ZOO, seed, RunRecord::completed)
                .orElseThrow(() -> new NoSuchElementException("There is no completed run of " + cell + " in "
                        + store.root() + "; make one with: reproduce run " + cell + " --seed " + seed));
        spec.commandLine()
                .getOut()
                .print(ClippingComparison.of(
                                store,
                                record,
                                dataset.resolve(Scale.ZOO, spec.commandLine().getOut()),
                                percents,
                                draws)
                        .markdown());
        return 0;
    }
}
