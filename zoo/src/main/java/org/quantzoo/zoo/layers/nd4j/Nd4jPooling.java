package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Kernels.PoolingKernel;
import org.quantzoo.zoo.layers.PoolingGeometry;

/** Maximum or mean of each window. */
final class Nd4jPooling implements PoolingKernel {
    private final WindowArguments arguments;
    private final String op;

    Nd4jPooling(PoolingGeometry geometry) {
        arguments = new WindowArguments(geometry.kernel(), geometry.stride(), Extent.square(1), geometry.padding());
        op = geometry.mode() == PoolingGeometry.Mode.MAX ? "maxpool2d" : "avgpool2d";
    }

    @Override
    public void forward(INDArray x, INDArray y, boolean training) {
        Nd4j.exec(arguments.pooling(op).addInputs(x).addOutputs(y).build());
    }

    @Override
    public void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
        Nd4j.exec(arguments.pooling(op + "_bp").addInputs(x, dy).addOutputs(dx).build());
    }
}
