package org.quantzoo.benchmarks.loading;

import java.util.List;
import java.util.Locale;
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
    public LoadingReport {
        loading = List.copyOf(loading);
    }

    /** The report as people read it. */
    public String markdown() {
        SampleTable table = new SampleTable(List.of("checkpoint", "bytes", "start of ND4J", "first", "further"), 1);
        for (LoadingTime time : loading) {
            table.row(List.of(
                    time.checkpoint(),
                    Long.toString(time.bytes()),
                    SampleTable.spread(time.nd4jStart(), "%.0f"),
                    SampleTable.spread(time.first(), "%.0f"),
                    SampleTable.spread(time.warm(), "%.0f")));
        }
        return String.format(
                        Locale.ROOT,
                        "%s, %d threads, Java %s, load average before it %s. `%s` (%s).%n%nMilliseconds to find and load a"
                                + " published checkpoint in a fresh process, median (fastest to slowest process): the"
                                + " first, with ND4J started, and the ones after it.%n%n",
                        machine.cpu(),
                        threads,
                        machine.java(),
                        machine.loadAverage(),
                        command,
                        date)
                + table;
    }
}
