package org.quantzoo.reports;

import java.util.ArrayList;
import java.util.List;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTable;
import org.quantzoo.reproductions.papers.PaperTables;

/**
 * One number of a paper's table.
 *
 * @param table id of the table
 * @param entry id of the row
 * @param metric name of the number inside the row
 * @param deviation whether this is the standard deviation that the paper prints beside the metric
 * @param value the number
 * @param unit its unit, or the empty string
 */
record PaperNumber(String table, String entry, String metric, boolean deviation, double value, String unit) {

    private static final String DEVIATION_UNIT = "std";

    /** Every number of every table, in the order of the documents. */
    static List<PaperNumber> all(PaperTables papers) {
        List<PaperNumber> numbers = new ArrayList<>();
        for (PaperTable table : papers.tables()) {
            for (PaperEntry entry : table.entries()) {
                entry.values().forEach((metric, value) -> {
                    numbers.add(
                            new PaperNumber(table.id(), entry.id(), metric, false, value.value(), unit(table, metric)));
                    value.deviation()
                            .ifPresent(sd -> numbers.add(new PaperNumber(
                                    table.id(), entry.id(), metric, true, sd, unit(table, DEVIATION_UNIT))));
                });
            }
        }
        return numbers;
    }

    /** The name of the row inside its table. */
    String row() {
        return entry.substring(table.length() + 1);
    }

    /** The metric in a table of numbers. */
    String label() {
        return deviation ? metric + " (sd)" : metric;
    }

    private static String unit(PaperTable table, String metric) {
        return table.units().getOrDefault(metric, "");
    }
}
