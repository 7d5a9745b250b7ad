package org.quantzoo.zoo.quantization;

/**
 * What fewer bits cost and doubled width gains (DualPrecision sections 5.1-5.3).
 *
 * @param fourBit accuracy at 4 bits and width w
 * @param oneBit accuracy at 1 bit and width w
 * @param oneBitDoubleWidth accuracy at 1 bit and width 2w
 */
public record WidthPrecisionTradeOff(double fourBit, double oneBit, double oneBitDoubleWidth) {
    public WidthPrecisionTradeOff {
        Finite.require("An accuracy difference", fourBit);
        Finite.require("An accuracy difference", oneBit);
        Finite.require("An accuracy difference", oneBitDoubleWidth);
    }

    /** dAcc_Q, 1 bit against 4 bits at equal width; usually negative. */
    public double precisionEffect() {
        return oneBit - fourBit;
    }

    /** dAcc_G, the gain of doubling the width at 1 bit. The text twice writes dAcc_Q where this is meant. */
    public double widthEffect() {
        return oneBitDoubleWidth - oneBit;
    }

    /** dAcc = dAcc_Q + dAcc_G, at about equal model size. */
    public double total() {
        return precisionEffect() + widthEffect();
    }
}
