package org.quantzoo.reproductions.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.quantzoo.reproductions.runs.PrecisionComparison;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cells;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "compare",
        description = "Compares the runs of a cell in two precisions, seed by seed, as a Markdown table.")
final class ComparePrecisions implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CELL", description = "For example starting-positions/table1/DWS_Conv_With_BN_HeNorm.")
    private String cell;

    @Option(names = "--scale", defaultValue = "quick", description = "smoke, quick (default) or paper.")
    private String scale;

    @Option(
            names = "--precisions",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "float32,bfloat16",
            description = "Two of them; default float32,bfloat16.")
    private List<String> precisions;

    @Override
    public Integer call() {
        if (precisions.size() != 2 || precisions.get(0).equals(precisions.get(1))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Expected two different precisions, for example --precisions float32,bfloat16, found " + precisions
                            + ".");
        }
        spec.commandLine()
                .getOut()
                .print(PrecisionComparison.of(
                                reproduce.store(),
                                Cells.get().cell(cell).id(),
                                Scale.of(scale),
                                precisions.get(0),
                                precisions.get(1))
                        .markdown());
        return 0;
    }
}
