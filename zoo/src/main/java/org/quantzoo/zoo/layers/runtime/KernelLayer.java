package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.ParameterizedLayer;

/** DL4J bookkeeping of a layer with parameters, all stored in 'c' order. */
abstract class KernelLayer<C extends ParameterizedLayer> extends BaseLayer<C> {

    KernelLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    /** The layer in an error message. */
    final String id() {
        return layerConf().getClass().getSimpleName() + " layer \""
                + layerConf().getLayerName() + "\"";
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void setParams(INDArray params) {
        if (params != paramsFlattened) {
            // The base class would read the vector in 'f' order.
            setParams(params, 'c');
        }
    }

    @Override
    public Layer clone() {
        NeuralNetConfiguration copy = conf.clone();
        return copy.getLayer().instantiate(copy, getListeners(), index, params().dup(), false, dataType);
    }
}
