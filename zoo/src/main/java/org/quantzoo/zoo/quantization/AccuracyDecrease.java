package org.quantzoo.zoo.quantization;

/**
 * What quantization costs in accuracy, relative to the float network (thesis Eq. 4.11).
 *
 * @param reference accuracy of the float network, positive
 * @param quantized accuracy of the quantized network, in the same unit
 */
public record AccuracyDecrease(double reference, double quantized) {
    public AccuracyDecrease {
        Finite.require("An accuracy decrease", reference);
        Finite.require("An accuracy decrease", quantized);
        if (reference <= 0 || quantized < 0) {
            throw new IllegalArgumentException(
                    "An accuracy decrease needs a positive float accuracy and a quantized one of"
                            + " at least 0, found " + reference + " and " + quantized + ".");
        }
    }

    /** 100 |A - A_q| / A, as printed: a gain looks like a loss. */
    public double percent() {
        return Math.abs(signedPercent());
    }

    /** 100 (A - A_q) / A, negative for a gain. */
    public double signedPercent() {
        return 100 * (reference - quantized) / reference;
    }
}
