package org.quantzoo.reproductions.checks;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import org.quantzoo.reproductions.statistics.Summary;

/**
 * A measured quantity over independent repetitions.
 *
 * @param mean the mean over the repetitions
 * @param standardDeviation the sample standard deviation (n - 1), null where there is a single repetition
 * @param n the number of repetitions, at least 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Measurement(double mean, Double standardDeviation, int n) {

    public Measurement {
        if (n < 1) {
            throw new IllegalArgumentException("A measurement needs at least one repetition, found " + n + ".");
        }
    }

    /** A quantity that was computed, or measured once. */
    public static Measurement of(double value) {
        return new Measurement(value, null, 1);
    }

    /** Mean and sample standard deviation of repetitions. */
    public static Measurement over(double... values) {
        Summary summary = Summary.of(values);
        return new Measurement(summary.mean(), summary.n() == 1 ? null : summary.standardDeviation(), summary.n());
    }

    /** For example {@code 71.20 (sd 0.80, n = 3)}, or the bare number where it is a single one. */
    public String inWords() {
        String number = decimal(mean);
        return standardDeviation == null
                ? number
                : String.format(Locale.ROOT, "%s (sd %s, n = %d)", number, decimal(standardDeviation), n);
    }

    /** A number with at least five significant digits, without grouping; integers stay integers. */
    public static String decimal(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        double magnitude = Math.abs(value);
        if (magnitude < 1e-4 || magnitude >= 1e9) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        int decimals = Math.max(2, 4 - (int) Math.floor(Math.log10(magnitude)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
