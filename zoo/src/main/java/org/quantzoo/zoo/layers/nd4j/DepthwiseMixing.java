package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry;

/** Every input channel has filters of its own, neighbours in the output. */
final class DepthwiseMixing implements ChannelMixing {
    private final int channels;
    private final int multiplier;
    private final WindowArguments arguments;

    DepthwiseMixing(ConvolutionGeometry geometry) {
        channels = geometry.inChannels();
        multiplier = geometry.outChannels() / channels;
        arguments = new WindowArguments(geometry.kernel(), geometry.stride(), geometry.dilation(), geometry.padding());
    }

    @Override
    public void forward(INDArray x, INDArray w, INDArray y) {
        Nd4j.exec(arguments
                .convolution("depthwise_conv2d")
                .addInputs(x, multiplierFirst(w))
                .addOutputs(y)
                .build());
    }

    @Override
    public void backward(INDArray x, INDArray w, INDArray dy, INDArray dx, INDArray dw) {
        INDArray weights = multiplierFirst(w);
        INDArray weightGradient = Nd4j.createUninitialized(w.dataType(), weights.shape(), 'c');
        Nd4j.exec(arguments
                .convolution("depthwise_conv2d_bp")
                .addInputs(x, weights, dy)
                .addOutputs(dx, weightGradient)
                .build());
        dw.reshape('c', channels, multiplier, w.size(2), w.size(3)).assign(weightGradient.permute(1, 0, 2, 3));
    }

    /** ND4J wants [multiplier, channels, height, width]. */
    private INDArray multiplierFirst(INDArray w) {
        INDArray channelsFirst = w.reshape('c', channels, multiplier, w.size(2), w.size(3));
        return channelsFirst.permute(1, 0, 2, 3).dup('c');
    }
}
