package org.quantzoo.reports;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import org.quantzoo.reproductions.checks.Measurement;

/** The status of every number as comma-separated values, RFC 4180, six decimals. */
final class StatusCsv {

    static final String HEADER = "table,row,metric,unit,paper,status,measured_mean,measured_sd,n,scale,seeds,reason";

    private StatusCsv() {}

    static String of(Status status) {
        return status.numbers().stream().map(StatusCsv::line).collect(joining("\n", HEADER + "\n", "\n"));
    }

    private static String line(NumberStatus status) {
        PaperNumber number = status.number();
        Measurement measured = status.measured();
        boolean repeated = measured != null && measured.standardDeviation() != null;
        return String.join(
                ",",
                field(number.table()),
                field(number.row()),
                field(number.label()),
                field(number.unit()),
                decimal(number.value()),
                status.verdict().label(),
                measured == null ? "" : decimal(measured.mean()),
                repeated ? decimal(measured.standardDeviation()) : "",
                measured == null ? "" : String.valueOf(measured.n()),
                field(status.scale()),
                field(status.seeds().stream().map(String::valueOf).collect(joining(" "))),
                field(status.reason()));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static String field(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
