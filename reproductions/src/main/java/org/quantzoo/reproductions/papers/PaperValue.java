package org.quantzoo.reproductions.papers;

import java.util.OptionalDouble;

/**
 * One number of a paper's table.
 *
 * @param value the number, accuracies in percent
 * @param standardDeviation the standard deviation printed beside it, NaN where there is none
 * @param asPrinted the characters in the paper, or the empty string where the number was derived or quoted in running text
 */
public record PaperValue(double value, double standardDeviation, String asPrinted) {

    /** The standard deviation printed beside the value. */
    public OptionalDouble deviation() {
        return Double.isNaN(standardDeviation) ? OptionalDouble.empty() : OptionalDouble.of(standardDeviation);
    }
}
