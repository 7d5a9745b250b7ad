package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.PoolingKernel;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.PoolingGeometry;

/** A {@link Pooling} layer that computes. */
public final class PoolingLayer extends UnweightedLayer<Pooling> {
    private final PoolingGeometry geometry;
    private final PoolingKernel kernel;

    public PoolingLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        geometry = layerConf().geometry();
        kernel = KernelSelector.kernelsFor(dataType).pooling(geometry);
    }

    @Override
    public Type type() {
        return Type.SUBSAMPLING;
    }

    @Override
    long[] outputShape(INDArray input) {
        Activations.requireImages(input, -1, id());
        int height = geometry.outputHeight(Math.toIntExact(input.size(1)));
        int width = geometry.outputWidth(Math.toIntExact(input.size(2)));
        Activations.requireOutput(height, width, geometry.kernel(), input, id());
        return new long[] {input.size(0), height, width, input.size(3)};
    }

    @Override
    void forward(INDArray x, INDArray y, boolean training) {
        kernel.forward(x, y, training);
    }

    @Override
    void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
        kernel.backward(x, y, dy, dx);
    }
}
