package org.quantzoo.reproductions.verdicts;

import java.util.Locale;
import org.quantzoo.reproductions.statistics.Estimate;

/** Numbers as the verdicts show them. */
final class Numbers {
    private Numbers() {}

    /** Two decimals, more for small numbers, none for integers. */
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        double magnitude = Math.abs(value);
        return String.format(
                Locale.ROOT,
                magnitude < 0.001 ? "%.1e" : magnitude < 0.01 ? "%.4f" : magnitude < 1 ? "%.3f" : "%.2f",
                value);
    }

    /** For example {@code 0.03} or {@code < 0.001}. */
    static String pValue(double p) {
        return Double.isNaN(p) ? "-" : p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** For example {@code 7.23 [1.10, 13.40]}. */
    static String interval(Estimate estimate) {
        return estimate.lower() == estimate.upper()
                ? text(estimate.value())
                : text(estimate.value()) + " [" + text(estimate.lower()) + ", " + text(estimate.upper()) + "]";
    }
}
