package org.quantzoo.zoo.models;

/** How the resolution halves between stages; the MAC totals of the thesis cannot tell the two apart. */
public enum Downsampling {
    /** Stride 2 in the spatial convolution of the first block of a stage (the default). */
    STRIDE,
    /** A 2x2 maximum pooling in front of that block, whose convolution then has stride 1. */
    MAX_POOLING
}
