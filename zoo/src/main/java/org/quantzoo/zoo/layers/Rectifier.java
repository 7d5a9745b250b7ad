package org.quantzoo.zoo.layers;

/** The piecewise linear activation that a layer applies to its own output, fused into its kernel. */
public enum Rectifier {
    /** The identity. */
    NONE(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
    /** max(0, y). */
    RELU(0, Double.POSITIVE_INFINITY),
    /**
     * min(max(0, y), 6), the activation of MobileNetV2.
     *
     * <p>A DL4J DropoutLayer must not follow directly: it overwrites the output that it reads, scaled, and the gradient would then
     * miss which values reached 6. Pooling or another layer between the two is enough.
     */
    RELU6(0, 6);

    private final double lower;
    private final double upper;

    Rectifier(double lower, double upper) {
        this.lower = lower;
        this.upper = upper;
    }

    /** The smallest output value. */
    public double lower() {
        return lower;
    }

    /** The largest output value. */
    public double upper() {
        return upper;
    }

    /** The rectified value; the gradient is 1 where the result lies strictly between the bounds, 0 elsewhere. */
    public double apply(double y) {
        return Math.min(Math.max(y, lower), upper);
    }
}
