package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;

/** Kernels of plain ND4J operations, at the precision of the arrays they get. */
public final class Nd4jKernels implements Kernels {

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public String description() {
        return "nd4j (" + Nd4j.getBackend().getClass().getSimpleName() + ")";
    }

    @Override
    public ConvolutionKernel convolution(ConvolutionGeometry geometry, Rectifier rectifier) {
        ChannelMixing mixing;
        if (geometry.isDepthwise()) {
            mixing = new DepthwiseMixing(geometry);
        } else if (geometry.groups() > 1) {
            mixing = new GroupedMixing(geometry);
        } else {
            mixing = new FullMixing(geometry);
        }
        return new Nd4jConvolution(mixing, rectifier);
    }

    @Override
    public DenseKernel dense(int inputs, int outputs, Rectifier rectifier) {
        return new Nd4jDense(rectifier);
    }

    @Override
    public BatchNormKernel batchNorm(int channels, double epsilon, Rectifier rectifier) {
        return new Nd4jBatchNorm(channels, epsilon, rectifier);
    }

    @Override
    public PoolingKernel pooling(PoolingGeometry geometry) {
        return new Nd4jPooling(geometry);
    }

    @Override
    public SumKernel sum(Rectifier rectifier) {
        return new Nd4jSum(rectifier);
    }

    @Override
    public RectifierKernel rectify(Rectifier rectifier) {
        return new Nd4jRectifier(rectifier);
    }

    @Override
    public FakeQuantizeKernel fakeQuantize() {
        return new Nd4jFakeQuantize();
    }
}
