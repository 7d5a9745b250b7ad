package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.BatchFakeQuantize;

/** A {@link BatchFakeQuantize} layer that computes. */
public final class BatchFakeQuantizeLayer extends UnweightedLayer<BatchFakeQuantize> {
    private final TensorQuantization quantization;

    public BatchFakeQuantizeLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        quantization =
                new TensorQuantization(layerConf().getQuantizer(), layerConf().getLayerName(), dataType);
    }

    @Override
    long[] outputShape(INDArray input) {
        Activations.requireExamples(input, id());
        return input.shape();
    }

    @Override
    void forward(INDArray x, INDArray y, boolean training) {
        quantization.forward(x, y);
    }

    @Override
    void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
        quantization.backward(x, dy, dx);
    }
}
