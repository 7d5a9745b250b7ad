package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.quantzoo.reproductions.runs.Scale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "export", description = "Copies the records of finished runs, without checkpoints, to a folder.")
final class ExportRecords implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "For example reproductions/results.")
    private Path target;

    @Option(names = "--scale", defaultValue = "quick", description = "smoke, quick (default), paper or zoo.")
    private String scale;

    @Override
    public Integer call() throws IOException {
        int count = reproduce.store().export(target, Scale.of(scale));
        spec.commandLine().getOut().println(count + " records copied to " + target.toAbsolutePath());
        return 0;
    }
}
