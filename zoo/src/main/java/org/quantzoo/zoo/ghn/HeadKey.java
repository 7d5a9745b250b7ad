package org.quantzoo.zoo.ghn;

/**
 * A head of a certain size: tensors with the same key are decoded together.
 *
 * @param kind the kind of head
 * @param out decoded output channels, 1 where the kind has none
 * @param in decoded input channels, 1 where the kind has none
 * @param height kernel rows
 * @param width kernel columns
 */
record HeadKey(Kind kind, int out, int in, int height, int width) {

    /** What a head predicts. */
    enum Kind {
        /** Weights of two or four dimensions: [rows, out, in, height, width]. */
        WEIGHT,
        /** The weight of the classifier: [rows, classes, in]. */
        CLASSIFIER_WEIGHT,
        /** Scale and shift of a normalisation, or a bias in place of the shift: [rows, 128], scale first. */
        VECTORS,
        /** The bias of the classifier: [rows, classes]. */
        CLASSIFIER_BIAS
    }

    /** Positions of the kernel. */
    int positions() {
        return height * width;
    }
}
