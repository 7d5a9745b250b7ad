package org.quantzoo.zoo.layers.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;

/** Every filter sees every input channel. */
final class FullMixing implements ChannelMixing {
    private final Extent kernel;
    private final Extent dilation;
    private final boolean dilated;
    private final WindowArguments arguments;

    FullMixing(ConvolutionGeometry geometry) {
        kernel = geometry.kernel();
        dilation = geometry.dilation();
        dilated = dilation.height() > 1 || dilation.width() > 1;
        // ND4J's oneDNN path rejects dilation, so a dilated kernel becomes a larger one with zeros between its taps.
        arguments = dilated
                ? new WindowArguments(expandedKernel(), geometry.stride(), Extent.square(1), geometry.padding())
                : new WindowArguments(kernel, geometry.stride(), dilation, geometry.padding());
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
        Extent expanded = expandedKernel();
        INDArray result = Nd4j.create(w.dataType(), w.size(0), w.size(1), expanded.height(), expanded.width());
        taps(result).assign(w);
        return result;
    }

    private INDArray taps(INDArray expanded) {
        return expanded.get(
                all(),
                all(),
                interval(0, dilation.height(), expanded.size(2)),
                interval(0, dilation.width(), expanded.size(3)));
    }

    private Extent expandedKernel() {
        return new Extent((kernel.height() - 1) * dilation.height() + 1, (kernel.width() - 1) * dilation.width() + 1);
    }
}
