package org.quantzoo.reproductions.studies.dualprecision;

/**
 * The weight precisions of one network, in bits.
 *
 * @param firstAndLast precision of the first convolution and the classifier
 * @param convolution precision of all other convolutions but the depthwise ones
 * @param depthwise precision of the depthwise convolutions
 */
public record BitWidths(int firstAndLast, int convolution, int depthwise) {

    private static final int FIRST_AND_LAST = 8;

    public BitWidths {
        for (int bits : new int[] {firstAndLast, convolution, depthwise}) {
            if (bits < 1 || bits > 32) {
                throw new IllegalArgumentException("A weight precision is 1 to 32 bits, found " + bits + ".");
            }
        }
    }

    /** One precision everywhere but in the first and last layer, which stay at 8 bits. */
    public static BitWidths uniform(int bits) {
        return of(bits, bits);
    }

    /** Different precisions for ordinary and depthwise convolutions; the first and last layer stay at 8 bits. */
    public static BitWidths of(int convolution, int depthwise) {
        return new BitWidths(FIRST_AND_LAST, convolution, depthwise);
    }

    int of(WeightLayer.Role role) {
        return switch (role) {
            case FIRST_OR_LAST -> firstAndLast;
            case CONVOLUTION -> convolution;
            case DEPTHWISE -> depthwise;
        };
    }
}
