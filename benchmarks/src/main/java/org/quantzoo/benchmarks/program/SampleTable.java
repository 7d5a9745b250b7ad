package org.quantzoo.benchmarks.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown: columns of words, then columns of numbers. */
public final class SampleTable {
    private final StringBuilder text = new StringBuilder();

    /**
     * Starts with the titles.
     *
     * @param words how many columns, from the left, hold words
     */
    public SampleTable(List<String> titles, int words) {
        row(titles);
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < titles.size(); i++) {
            rules.add(i < words ? "---" : "---:");
        }
        row(rules);
    }

    /** Adds a row. */
    public void row(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /**
     * Samples as a cell: median (smallest to largest).
     *
     * @param number how one is written, for example {@code %.1f}
     */
    public static String spread(List<Double> samples, String number) {
        return String.format(
                Locale.ROOT,
                number + " (" + number + " to " + number + ")",
                Median.of(samples),
                Collections.min(samples),
                Collections.max(samples));
    }

    /** The table. */
    @Override
    public String toString() {
        return text.toString();
    }
}
