package org.quantzoo.zoo.layers.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;

/** Every filter sees every input channel. */
final class FullMixing implements ChannelMixing {
    private final Extent window;
    private final Extent dilation;
    private final boolean dilated;
    private final WindowArguments arguments;

    FullMixing(ConvolutionGeometry geometry) {
        window = geometry.window();
        dilation = geometry.dilation();
        dilated = dilation.height() > 1 || dilation.width() > 1;
        // ND4J's oneDNN path rejects dilation, so a dilated kernel becomes a larger one with zeros between its taps.
        arguments = new WindowArguments(window, geometry.stride(), Extent.square(1), geometry.padding());
    }

    @Override
    public void forward(INDArray x, INDArray w, INDArray y) {
        Nd4j.exec(arguments
                .convolution("conv2d")
                .addInputs(x, dilated ? expand(w) : w)
                .addOutputs(y)
                .build());
    }

    @Override
    public void backward(INDArray x, INDArray w, INDArray dy, INDArray dx, INDArray dw) {
        INDArray weights = dilated ? expand(w) : w;
        INDArray weightGradient = dilated ? Nd4j.createUninitialized(w.dataType(), weights.shape(), 'c') : dw;
        Nd4j.exec(arguments
                .convolution("conv2d_bp")
                .addInputs(x, weights, dy)
                .addOutputs(dx, weightGradient)
                .build());
        if (dilated) {
            dw.assign(taps(weightGradient));
        }
    }

    private INDArray expand(INDArray w) {
        INDArray expanded = Nd4j.create(w.dataType(), w.size(0), w.size(1), window.height(), window.width());
        taps(expanded).assign(w);
        return expanded;
    }

    private INDArray taps(INDArray expanded) {
        return expanded.get(
                all(),
                all(),
                interval(0, dilation.height(), expanded.size(2)),
                interval(0, dilation.width(), expanded.size(3)));
    }
}
