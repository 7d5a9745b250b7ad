package org.quantzoo.zoo.models;

/** The convolution blocks of "Starting Positions Matter" Table 2. */
public enum ComplexBlock {
    /** Two 3x3 convolutions and a shortcut (ResNet's basic block). */
    BASIC_RESIDUAL,
    /** 1x1 expansion, 3x3 depthwise, linear 1x1 projection and, where shapes allow, a shortcut (MobileNetV2). */
    INVERTED_RESIDUAL
}
