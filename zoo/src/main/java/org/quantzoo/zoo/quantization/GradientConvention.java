package org.quantzoo.zoo.quantization;

/** What the straight-through estimator passes back through a quantizer. */
public enum GradientConvention {
    /** 1 inside the nudged range (ends included), 0 outside: the clamp keeps its own gradient ("Starting Positions Matter"). */
    CLIP_AWARE,
    /** 1 everywhere (DualPrecision Eq. 5, whose printed numerator lacks the partial sign). */
    IDENTITY
}
