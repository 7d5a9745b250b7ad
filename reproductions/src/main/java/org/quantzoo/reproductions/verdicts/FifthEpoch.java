package org.quantzoo.reproductions.verdicts;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.papers.PaperValue;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.statistics.Summary;
import org.quantzoo.reproductions.studies.Cells;

/**
 * A number that the thesis' Tables 4.3 and 4.4 print after five epochs, beside runs of the same five epochs of the unchanged protocol.
 *
 * @param network name of the network
 * @param metric which number
 * @param printed the number
 * @param measured over seeds, null where there is no run
 */
public record FifthEpoch(String network, String metric, double printed, Summary measured) {
    private static final String EPOCH = "/epoch5";
    private static final List<String> METRICS = List.of(ClaimTests.FP32, ClaimTests.QUINT8, "qmse");

    /** All numbers of the column, network by network in the order of the document. */
    public static List<FifthEpoch> of(RunStore store) {
        return PaperTables.get().table("thesis/table4.3").entries().stream()
                .filter(entry -> entry.id().endsWith(EPOCH))
                .flatMap(entry -> METRICS.stream().map(metric -> of(store, entry, metric)))
                .toList();
    }

    private static FifthEpoch of(RunStore store, PaperEntry accuracies, String metric) {
        Cells.Measurement here = Cells.get().measuring(accuracies.id()).orElseThrow();
        double printed = here.cell().paperRows().stream()
                .filter(row -> row.fraction() == here.fraction())
                .map(row -> PaperTables.get().entry(row.entryId()).find(metric))
                .flatMap(Optional::stream)
                .mapToDouble(PaperValue::value)
                .findFirst()
                .orElseThrow();
        double[] values = store.ofTodaysRecipe(here.cell(), Scale.PAPER).stream()
                .map(run -> run.metric(metric, here.fraction()))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        return new FifthEpoch(here.cell().name(), metric, printed, values.length == 0 ? null : Summary.of(values));
    }

    /** For example {@code 34.31} or {@code 34.31 (sd 2.10, n = 3)}; a dash where there is no run. */
    String measuredInWords() {
        if (measured == null) {
            return "-";
        }
        return measured.n() == 1
                ? Numbers.text(measured.mean())
                : Numbers.text(measured.mean()) + " (sd " + Numbers.text(measured.standardDeviation()) + ", n = "
                        + measured.n() + ")";
    }
}
