package org.quantzoo.zoo.posttraining;

/** Which tensors at the end of a classifier are quantized; the papers do not say. */
public enum OutputQuantization {
    /** The softmax probabilities: the network output as the user sees it (the default). */
    PROBABILITIES,
    /** The logits in front of the softmax. */
    LOGITS,
    /** Both. */
    BOTH;

    boolean logits() {
        return this != PROBABILITIES;
    }

    boolean probabilities() {
        return this != LOGITS;
    }
}
