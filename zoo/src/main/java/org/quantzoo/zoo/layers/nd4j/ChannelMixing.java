package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The linear part of a convolution, for one way of connecting input to output channels. */
interface ChannelMixing {

    /** y = x * w. */
    void forward(INDArray x, INDArray w, INDArray y);

    /** Writes both gradients. */
    void backward(INDArray x, INDArray w, INDArray dy, INDArray dx, INDArray dw);
}
