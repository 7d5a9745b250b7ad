package org.quantzoo.reproductions.verdicts;

import org.quantzoo.reproductions.statistics.Estimate;

/**
 * Where a claim puts its statistic.
 *
 * @param from lower end; minus infinity where there is none
 * @param to upper end; infinity where there is none
 * @param tested whether a significant test is asked for as well, because the end is the value of no effect
 */
public record Claimed(double from, double to, boolean tested) {
    private static final double SIGNIFICANT = 0.05;

    /** There is an effect, upwards. */
    public static Claimed positive() {
        return new Claimed(0, Double.POSITIVE_INFINITY, true);
    }

    /** There is an effect, downwards. */
    public static Claimed negative() {
        return new Claimed(Double.NEGATIVE_INFINITY, 0, true);
    }

    /** More than a value. */
    public static Claimed above(double value) {
        return new Claimed(value, Double.POSITIVE_INFINITY, false);
    }

    /** Less than a value. */
    public static Claimed below(double value) {
        return new Claimed(Double.NEGATIVE_INFINITY, value, false);
    }

    /** No further from zero than this: an equivalence. */
    public static Claimed within(double margin) {
        return new Claimed(-margin, margin, false);
    }

    /** What an estimate says about it. */
    Ruling rule(Estimate estimate) {
        double lower = estimate.lower();
        double upper = estimate.upper();
        if (Double.isNaN(lower) || Double.isNaN(upper)) {
            return Ruling.UNDECIDED;
        }
        // The value of no effect itself belongs to what is refuted, the edge of a margin to what is claimed.
        boolean inside = tested ? lower > from && upper < to : lower >= from && upper <= to;
        boolean outside = tested ? upper <= from || lower >= to : upper < from || lower > to;
        boolean significant = !tested || Double.isNaN(estimate.pValue()) || estimate.pValue() < SIGNIFICANT;
        if (inside && significant) {
            return Ruling.SUPPORTED;
        }
        return outside ? Ruling.NOT_SUPPORTED : Ruling.UNDECIDED;
    }

    /**
     * How many times wider the interval is than it may be for the point estimate to decide the claim; more observations narrow it by the root of
     * their number.
     *
     * @return NaN where the estimate lies on the edge of what is claimed
     */
    double tooWide(Estimate estimate) {
        double value = estimate.value();
        if (value < from) {
            return (estimate.upper() - value) / (from - value);
        }
        if (value > to) {
            return (value - estimate.lower()) / (value - to);
        }
        double below = Double.isInfinite(from) ? 0 : (value - estimate.lower()) / (value - from);
        double above = Double.isInfinite(to) ? 0 : (estimate.upper() - value) / (to - value);
        return Math.max(below, above);
    }

    /** For example {@code > 0} or {@code from -1.5 to 1.5}. */
    String inWords() {
        if (Double.isInfinite(to)) {
            return (tested ? "> " : ">= ") + Numbers.text(from);
        }
        if (Double.isInfinite(from)) {
            return (tested ? "< " : "<= ") + Numbers.text(to);
        }
        return "from " + Numbers.text(from) + " to " + Numbers.text(to);
    }
}
