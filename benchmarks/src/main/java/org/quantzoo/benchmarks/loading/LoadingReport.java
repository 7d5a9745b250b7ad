package org.quantzoo.benchmarks.loading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.benchmarks.program.SampleTable;

/**
 * What one run of the program has measured, and under what circumstances.
 *
 * @param date in UTC, when the program began
 * @param command as typed
 * @param machine as it was when the program began
 * @param threads of the processes
 * @param loading one a checkpoint
 */
public record LoadingReport(String date, String command, Machine machine, int threads, List<LoadingTime> loading) {
    private static final List<String> NOT_MEASURED = List.of("not measured", "not measured", "not measured");

    public LoadingReport {
        loading = List.copyOf(loading);
    }

    /** The report as people read it. */
    public String markdown() {
        SampleTable table = new SampleTable(
                List.of(
                        "checkpoint",
                        "bytes",
                        "start of ND4J",
                        "first",
                        "further",
                        "class archive: start of ND4J",
                        "class archive: first",
                        "class archive: further"),
                1);
        for (LoadingTime time : loading) {
            List<String> row = new ArrayList<>(List.of(time.checkpoint(), Long.toString(time.bytes())));
            row.addAll(cells(time.plain()));
            row.addAll(time.classArchive() == null ? NOT_MEASURED : cells(time.classArchive()));
            table.row(row);
        }
        return String.format(
                        Locale.ROOT,
                        "%s, %d threads, Java %s, load average before it %s. `%s` (%s).%n%nMilliseconds to find and load a"
                                + " published checkpoint in a fresh process, median (fastest to slowest process): the"
                                + " first, with ND4J started, and the ones after it; then the same with the classes in an archive"
                                + " of class data sharing.%n%n",
                        machine.cpu(),
                        threads,
                        machine.java(),
                        machine.loadAverage(),
                        command,
                        date)
                + table;
    }

    private static List<String> cells(LoadingSamples samples) {
        return Stream.of(samples.nd4jStart(), samples.first(), samples.warm())
                .map(times -> SampleTable.spread(times, "%.0f"))
                .toList();
    }
}
