package org.quantzoo.benchmarks.throughput;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.datasets.store.AtomicFiles;

/**
 * Under what circumstances measurements were taken; written beside them.
 *
 * @param starts when and how the program was started, once or, where it was resumed, more often
 * @param quick whether the settings are too small for numbers that may be quoted
 * @param cpu model name
 * @param processors that Java sees
 * @param threads of each engine
 * @param java version and vendor
 * @param os name, version and architecture
 * @param dataset where the images came from
 * @param steps in a sample
 * @param runs samples of each engine
 * @param warmUpSteps before the first sample, at least
 * @param warmUpSeconds how long they last, at least
 * @param limitSeconds after which a sample stops early; 0 for never
 * @param failures engines that could not run a workload
 * @param logs every sample
 */
public record RunProvenance(
        List<Start> starts,
        boolean quick,
        String cpu,
        int processors,
        int threads,
        String java,
        String os,
        String dataset,
        int steps,
        int runs,
        int warmUpSteps,
        double warmUpSeconds,
        double limitSeconds,
        List<String> failures,
        List<SampleLog> logs) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One start of the program.
     *
     * @param date in UTC
     * @param command as typed
     * @param loadAverage of the minute before, or {@code unknown}
     */
    record Start(String date, String command, String loadAverage) {}

    /** The same circumstances with what has been measured by now. */
    RunProvenance with(List<SampleLog> newLogs, List<String> newFailures) {
        return with(starts, newFailures, newLogs);
    }

    private RunProvenance with(List<Start> allStarts, List<String> newFailures, List<SampleLog> newLogs) {
        return new RunProvenance(
                allStarts,
                quick,
                cpu,
                processors,
                threads,
                java,
                os,
                dataset,
                steps,
                runs,
                warmUpSteps,
                warmUpSeconds,
                limitSeconds,
                newFailures,
                newLogs);
    }

    /** The circumstances of this process. */
    static RunProvenance of(String date, String command, boolean quick, String dataset, Plan plan) {
        Machine machine = Machine.current();
        return new RunProvenance(
                List.of(new Start(date, command, machine.loadAverage())),
                quick,
                machine.cpu(),
                machine.processors(),
                plan.threads(),
                machine.java(),
                machine.os(),
                dataset,
                plan.steps(),
                plan.runs(),
                plan.warmUpSteps(),
                plan.warmUpSeconds(),
                plan.limitSeconds(),
                List.of(),
                List.of());
    }

    /**
     * The circumstances of a run that goes on where an earlier one stopped: this start after the earlier ones, which measured the
     * {@link #logs} so far.
     *
     * @throws IllegalArgumentException where machine or settings differ, so that the measurements could not share a table
     */
    RunProvenance resuming(RunProvenance earlier) {
        if (!earlier.settings().equals(settings())) {
            throw new IllegalArgumentException("A run is resumed on the same machine with the same settings, found "
                    + earlier.settings() + " before and " + settings()
                    + " now; use the same options, or another --json file for a run of its own.");
        }
        List<Start> all = new ArrayList<>(earlier.starts);
        all.addAll(starts);
        return with(all, List.of(), earlier.logs);
    }

    /** What has to be equal for measurements to be compared, as people read it. */
    private String settings() {
        return String.format(
                Locale.ROOT,
                "%s, %d processors, %d threads, Java %s, %s, images of %s, %d runs of %d steps after %d steps and %s s of"
                        + " warm-up, limit %s s",
                cpu,
                processors,
                threads,
                java,
                os,
                dataset,
                runs,
                steps,
                warmUpSteps,
                warmUpSeconds,
                limitSeconds);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException where the file is missing or something else
     */
    static RunProvenance read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), RunProvenance.class);
    }

    /** Writes this as JSON. */
    void write(Path file) throws IOException {
        AtomicFiles.write(file, JSON.writeValueAsBytes(this));
    }
}
