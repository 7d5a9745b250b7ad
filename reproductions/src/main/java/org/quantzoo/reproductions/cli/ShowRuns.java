package org.quantzoo.reproductions.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "show", description = "Shows the finished runs of a cell.")
final class ShowRuns implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CELL", description = "For example starting-positions/table1/DWS_Conv_With_BN_HeNorm.")
    private String cell;

    @Option(names = "--scale", description = "Only runs of this scale: smoke, quick, paper or zoo.")
    private String scale;

    @Option(names = "--json", description = "One JSON object a line and run, with everything that is recorded.")
    private boolean json;

    @Override
    public Integer call() {
        Cell declared = Cells.get().cell(cell);
        RunStore store = reproduce.store();
        List<RunRecord> records =
                scale == null ? store.records(declared.id()) : store.records(declared.id(), Scale.of(scale));
        if (records.isEmpty()) {
            throw new NoSuchElementException("There is no finished run of " + declared.id() + " in " + store.root()
                    + "; make one with: reproduce run " + declared.id() + " --scale "
                    + (scale == null ? Recipes.get().defaultScale(declared) : scale) + " --seed 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        records.forEach(record -> out.println(json ? line(store, record) : text(store, record)));
        return 0;
    }

    private static String line(RunStore store, RunRecord record) {
        ObjectNode object = Json.tree(record);
        object.put("record", store.file(record).toString());
        return object.toString();
    }

    private static String text(RunStore store, RunRecord record) {
        return String.format(
                Locale.ROOT,
                "%s, seed %d, width %s, %d epochs, %,d training images of %s, %s %s%n  %s%n  %s",
                record.scale(),
                record.seed(),
                record.width(),
                record.epochs(),
                record.trainImages(),
                record.dataset(),
                record.kernels(),
                record.precision(),
                ResultText.of(record),
                store.file(record));
    }
}
