package org.quantzoo.reproductions.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTable;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.statistics.Summary;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.reproductions.studies.Cells.Measurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "table", description = "Shows a paper's table and, below each row, what the stored runs measured.")
final class ShowTable implements Callable<Integer> {
    private static final List<String> MEASURED =
            List.of("fp32_accuracy", "quint8_accuracy", "percent_accuracy_decrease", "qmse", "qce");

    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PAPER/TABLE", description = "For example starting-positions/table1.")
    private String table;

    @Option(
            names = "--scale",
            defaultValue = "quick",
            description = "Of the runs shown: smoke, quick (default) or paper.")
    private String scale;

    @Override
    public Integer call() {
        PaperTable paper = PaperTables.get().table(table);
        Scale chosen = Scale.of(scale);
        PrintWriter out = spec.commandLine().getOut();
        out.println(paper.number() + " of " + paper.source() + ": " + paper.title());
        out.println(
                chosen == Scale.PAPER
                        ? "Measured at paper scale."
                        : "Measured at " + chosen + " scale: compare orderings, never the numbers themselves.");
        for (PaperEntry entry : paper.entries()) {
            out.println(entry.row());
            out.println("  paper     " + paperValues(entry));
            measuredLines(entry, chosen).forEach(line -> out.println("  measured  " + line));
        }
        return 0;
    }

    private static String paperValues(PaperEntry entry) {
        return entry.values().entrySet().stream()
                .map(value -> value.getKey() + " "
                        + (value.getValue().asPrinted().isEmpty()
                                ? value.getValue().value()
                                : value.getValue().asPrinted()))
                .collect(Collectors.joining("  "));
    }

    private List<String> measuredLines(PaperEntry entry, Scale chosen) {
        Measurement measurement = Cells.get().measuring(entry.id()).orElse(null);
        if (measurement == null) {
            return List.of("no cell is declared for this row");
        }
        RunStore store = reproduce.store();
        List<RunRecord> records = store.records(measurement.cell().id(), chosen);
        if (records.isEmpty()) {
            return List.of("not run");
        }
        // Runs of different recipes or images are different experiments.
        Map<String, List<RunRecord>> byRecipe = records.stream()
                .collect(Collectors.groupingBy(RunRecord::recipeHash, TreeMap::new, Collectors.toList()));
        return byRecipe.values().stream()
                .map(runs -> measuredLine(entry, measurement.fraction(), runs))
                .toList();
    }

    private static String measuredLine(PaperEntry entry, double fraction, List<RunRecord> runs) {
        List<String> parts = new ArrayList<>();
        for (String metric : MEASURED) {
            if (entry.values().containsKey(metric)) {
                double[] values = runs.stream()
                        .map(run -> run.metric(metric, fraction))
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .toArray();
                parts.add(metric + " " + (values.length == 0 ? "-" : text(Summary.of(values), metric)));
            }
        }
        RunRecord first = runs.get(0);
        long diverged = runs.stream()
                .filter(run -> run.status() == RunRecord.Status.DIVERGED)
                .count();
        parts.add(String.format(
                Locale.ROOT,
                "(%d runs%s, width %s, %d epochs, %,d images of %s)",
                runs.size(),
                diverged == 0 ? "" : ", " + diverged + " diverged",
                first.width(),
                first.epochs(),
                first.trainImages(),
                first.dataset()));
        return String.join("  ", parts);
    }

    private static String text(Summary summary, String metric) {
        int digits = metric.startsWith("q") && !metric.endsWith("accuracy") ? 4 : 2;
        String mean = String.format(Locale.ROOT, "%." + digits + "f", summary.mean());
        return summary.n() == 1
                ? mean
                : mean + String.format(Locale.ROOT, " sd %." + digits + "f", summary.standardDeviation());
    }
}
