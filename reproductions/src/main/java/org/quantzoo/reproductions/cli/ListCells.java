package org.quantzoo.reproductions.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.papers.Suggestions;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "Lists all cells with what the paper reports and how many runs are stored.")
final class ListCells implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Option(names = "--paper", description = "Only cells of this document, for example starting-positions or thesis.")
    private String paper;

    @Override
    public Integer call() {
        List<Cell> cells = Cells.get().all().stream().filter(this::isOfPaper).toList();
        Map<String, List<RunRecord>> runs =
                reproduce.store().records().stream().collect(Collectors.groupingBy(RunRecord::cell));
        for (Cell cell : cells) {
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "%-68s %-26s %s",
                            cell.id(),
                            reported(cell),
                            runs(runs.getOrDefault(cell.id(), List.of()))));
        }
        return 0;
    }

    private boolean isOfPaper(Cell cell) {
        if (paper == null) {
            return true;
        }
        PaperTables papers = PaperTables.get();
        String wanted = papers.canonical(paper);
        if (!papers.sources().containsKey(wanted)) {
            throw new NoSuchElementException(
                    Suggestions.unknown("paper", paper, papers.sources().keySet()));
        }
        return cell.paperRows().stream().anyMatch(row -> row.entryId().startsWith(wanted + "/"))
                || cell.id().startsWith(wanted + "/");
    }

    private static String reported(Cell cell) {
        return switch (cell.reported()) {
            case TRAINED -> cell.mainRow()
                    .map(row -> PaperTables.get().entry(row))
                    .flatMap(row -> row.find("fp32_accuracy").flatMap(fp32 -> row.find("quint8_accuracy")
                            .map(quint8 ->
                                    String.format(Locale.ROOT, "paper %5.2f -> %5.2f", fp32.value(), quint8.value()))))
                    .orElse("paper: trained");
            case DID_NOT_TRAIN -> "paper: did not train";
            case NOT_REPORTED -> cell.isOfZoo() ? "of no paper" : "paper: not reported";
        };
    }

    private static String runs(List<RunRecord> records) {
        Map<Scale, Long> counts =
                records.stream().collect(Collectors.groupingBy(RunRecord::scale, Collectors.counting()));
        return records.isEmpty()
                ? "no run"
                : counts.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
    }
}
