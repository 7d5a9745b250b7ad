package org.quantzoo.reproductions.checks;

import java.math.BigDecimal;
import java.math.MathContext;
import org.quantzoo.reproductions.papers.PaperValue;

/**
 * How far a measured number may be from the expected one, and why.
 *
 * @param absolute the largest accepted distance
 * @param reason why it is that wide
 */
public record Tolerance(double absolute, String reason) {

    /** No distance at all. */
    public static Tolerance exact(String reason) {
        return new Tolerance(0, reason);
    }

    /** A distance in the unit of the number. */
    public static Tolerance absolute(double distance, String reason) {
        return new Tolerance(distance, reason);
    }

    /** A share of the expected number. */
    public static Tolerance relative(double share, double expected, String reason) {
        return new Tolerance(share * Math.abs(expected), Measurement.decimal(100 * share) + " %: " + reason);
    }

    /** Half a unit of the last digit that the paper prints, with a hair for binary rounding. */
    public static Tolerance lastPrintedDigit(PaperValue value) {
        String printed = value.asPrinted().isEmpty() ? String.valueOf(value.value()) : value.asPrinted();
        int point = printed.indexOf('.');
        int decimals = point < 0 ? 0 : printed.length() - point - 1;
        return new Tolerance(
                0.5 * Math.pow(10, -decimals) * (1 + 1e-9), "half a unit of the last digit that the paper prints");
    }

    boolean accepts(double expected, double measured) {
        return Math.abs(measured - expected) <= absolute;
    }

    String inWords() {
        String distance = new BigDecimal(absolute)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
        return absolute == 0 ? "exact (" + reason + ")" : "within " + distance + " (" + reason + ")";
    }
}
