package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.verdicts.ClaimVerdict;
import org.quantzoo.reproductions.verdicts.Finding;
import org.quantzoo.reproductions.verdicts.VerdictPage;
import org.quantzoo.reproductions.verdicts.Verdicts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "verdicts",
        description = {
            "Says of each claim whether the documents' printed numbers support it, and whether the stored runs do.",
            "With --runs reproductions/results it is the table of docs/findings.md."
        })
final class ShowVerdicts implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Option(names = "--markdown", description = "As Markdown tables, as in docs/findings.md.")
    private boolean markdown;

    @Option(
            names = "--update",
            paramLabel = "FILE",
            description = "Write the Markdown tables into this file, between its marks.")
    private Path document;

    @Option(names = "--json", description = "As JSON, with every digit.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<ClaimVerdict> verdicts = Verdicts.of(reproduce.store());
        PrintWriter out = spec.commandLine().getOut();
        if (document != null) {
            String updated = VerdictPage.insertInto(Files.readString(document), reproduce.store());
            AtomicFiles.write(document, updated.getBytes(StandardCharsets.UTF_8));
            out.println("Tables written into " + document.toAbsolutePath());
        } else if (json) {
            out.print(Json.pretty(verdicts));
        } else if (markdown) {
            out.print(VerdictPage.of(reproduce.store()));
        } else {
            verdicts.forEach(verdict -> print(out, verdict));
        }
        return 0;
    }

    private static void print(PrintWriter out, ClaimVerdict verdict) {
        out.println(verdict.claim().id() + "  " + verdict.claim().claim());
        for (int i = 0; i < verdict.printed().size(); i++) {
            Finding printed = verdict.printed().get(i);
            Finding measured = verdict.measured().get(i);
            out.println("  " + (printed.part().isEmpty() ? "" : printed.part() + ": ") + printed.statistic() + " "
                    + printed.claimed());
            out.println("    printed   " + printed.ruling().label() + ": " + printed.inWords());
            out.println("    our runs  " + measured.ruling().label() + ": " + measured.inWords()
                    + (measured.runs() == 0 ? "" : " (" + measured.evidence() + ")"));
        }
    }
}
