package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Kernels.PoolingKernel;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.PoolingGeometry;

/** A {@link GlobalPooling} layer that computes: a pooling whose window is the image. */
public final class GlobalPoolingLayer extends UnweightedLayer<GlobalPooling> {
    private final Kernels kernels;
    private PoolingKernel kernel;
    private Extent window;

    public GlobalPoolingLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        kernels = KernelSelector.kernelsFor(dataType);
    }

    @Override
    public Type type() {
        return Type.SUBSAMPLING;
    }

    @Override
    long[] outputShape(INDArray input) {
        Activations.requireImages(input, -1, id());
        return new long[] {input.size(0), input.size(3)};
    }

    @Override
    void forward(INDArray x, INDArray y, boolean training) {
        Extent image = new Extent(Math.toIntExact(x.size(1)), Math.toIntExact(x.size(2)));
        if (!image.equals(window)) {
            window = image;
            kernel =
                    kernels.pooling(new PoolingGeometry(layerConf().getMode(), image, Extent.square(1), Padding.VALID));
        }
        kernel.forward(x, pixels(y), training);
    }

    @Override
    void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
        kernel.backward(x, pixels(y), pixels(dy), dx);
    }

    /** Vectors as images of one pixel. */
    private static INDArray pixels(INDArray vectors) {
        return vectors.reshape('c', vectors.size(0), 1, 1, vectors.size(1));
    }
}
