package org.quantzoo.reproductions.verdicts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;

/**
 * One body of results that may be compared with each other: what the papers print, or our runs of one scale.
 *
 * @param name what it is, in two words
 * @param label what it is, with what a reader has to know to weigh it
 * @param scale of the runs, null for printed numbers
 * @param results one for each network
 */
public record Evidence(String name, String label, Scale scale, List<Result> results) {

    /** Thesis chapter 5, whose rows belong to cells of two studies. */
    static final String FACTORIZATION = "thesis/ch5-text";

    public Evidence {
        results = List.copyOf(results);
    }

    /** The printed numbers of Starting Positions Matter, Tables 1 and 2, and of chapter 5 of the thesis. */
    public static Evidence printed() {
        List<Result> results = new ArrayList<>();
        for (Cell cell : Cells.get().all()) {
            PaperTables papers = PaperTables.get();
            if (!cell.study().equals(FACTORIZATION)) {
                results.add(new PrintedResult(
                        cell, cell.mainRow().map(papers::entry).orElse(null)));
            }
            cell.paperRows().stream()
                    .filter(row -> row.entryId().startsWith(FACTORIZATION))
                    .forEach(row -> results.add(new PrintedResult(cell, papers.entry(row.entryId()))));
        }
        return new Evidence("printed numbers", "printed numbers", null, results);
    }

    /** The runs of the papers' recipe in a store, one evidence for each scale that has any; networks of the zoo's own recipe are none. */
    public static List<Evidence> recorded(RunStore store) {
        List<Evidence> evidences = new ArrayList<>();
        List<RunRecord> records = store.records();
        for (Scale scale : EnumSet.complementOf(EnumSet.of(Scale.ZOO))) {
            List<Result> results = new ArrayList<>();
            Set<List<Object>> seen = new HashSet<>();
            for (RunRecord record : records) {
                Optional<Cell> cell = Cells.get().find(record.cell());
                // A seed that was run in two precisions is one repetition, not two.
                if (record.scale() == scale
                        && cell.isPresent()
                        && followsRecipe(record, cell.get())
                        && seen.add(List.of(record.cell(), record.seed()))) {
                    results.add(new RecordedResult(cell.get(), record, store.profile(record)));
                }
            }
            if (!results.isEmpty()) {
                evidences.add(new Evidence(scale + " scale", label(scale, results), scale, results));
            }
        }
        return evidences;
    }

    /** Whether these are numbers of a document. */
    public boolean isPrinted() {
        return scale == null;
    }

    /** Minutes from the start to the end of each recorded run, evaluations included, of those that were not interrupted. */
    double[] minutes() {
        return results.stream()
                .filter(RecordedResult.class::isInstance)
                .map(result -> ((RecordedResult) result).record().provenance())
                .filter(provenance -> provenance.resumed() == 0)
                .mapToDouble(provenance ->
                        Duration.between(Instant.parse(provenance.started()), Instant.parse(provenance.finished()))
                                        .toSeconds()
                                / 60.0)
                .toArray();
    }

    /** The results of a study: printed ones as its own table has them, recorded ones of all its networks. */
    List<Result> of(String study) {
        return results.stream()
                .filter(result -> result instanceof PrintedResult printed
                        ? (printed.entry() == null
                                ? printed.cell().study().equals(study)
                                : printed.entry().tableId().equals(study))
                        : result.cell().study().equals(study)
                                || result.cell().paperRows().stream()
                                        .anyMatch(row -> row.entryId().startsWith(study + "/")))
                .toList();
    }

    /** Runs that have not ended say nothing yet; runs of other recipes, of an earlier version of this one, or on other images are other experiments. */
    private static boolean followsRecipe(RunRecord record, Cell cell) {
        return record.status() != RunRecord.Status.PARTIAL
                && Recipes.get().followedBy(record, cell)
                && record.dataset().replace("-", "").equalsIgnoreCase(cell.dataset());
    }

    private static String label(Scale scale, Collection<Result> results) {
        RunRecord first = ((RecordedResult) results.iterator().next()).record();
        return String.format(
                Locale.ROOT,
                "%s scale: width %s, %d epochs, %,d training images",
                scale,
                Numbers.text(first.width()),
                first.epochs(),
                first.trainImages());
    }
}
