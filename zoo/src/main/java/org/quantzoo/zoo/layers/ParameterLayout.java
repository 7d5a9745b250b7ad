package org.quantzoo.zoo.layers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quantzoo.zoo.layers.LayerParameter.Role;

/** Lays out the parameters that a {@link ParameterizedLayer} declares, one behind the other, in its part of DL4J's flat vectors. */
final class ParameterLayout implements ParamInitializer {
    static final ParameterLayout INSTANCE = new ParameterLayout();

    private ParameterLayout() {}

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return parameters(layer).stream().mapToLong(LayerParameter::length).sum();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return parameters(layer).stream().map(LayerParameter::key).toList();
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return keys(layer, Role.WEIGHT);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return keys(layer, Role.BIAS);
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return weightKeys(layer).contains(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return biasKeys(layer).contains(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
        ParameterizedLayer layer = (ParameterizedLayer) conf.getLayer();
        Map<String, INDArray> views = views(layer, paramsView);
        views.keySet().forEach(conf::addVariable);
        if (initializeParams) {
            for (LayerParameter parameter : layer.parameters()) {
                layer.initialize(parameter, views.get(parameter.key()), conf.getSeed());
            }
        }
        return Collections.synchronizedMap(views);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradientView) {
        return views((ParameterizedLayer) conf.getLayer(), gradientView);
    }

    private static Map<String, INDArray> views(ParameterizedLayer layer, INDArray flat) {
        INDArray vector = flat.reshape(flat.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        long offset = 0;
        for (LayerParameter parameter : layer.parameters()) {
            long end = offset + parameter.length();
            views.put(
                    parameter.key(),
                    vector.get(NDArrayIndex.interval(offset, end)).reshape('c', parameter.shape()));
            offset = end;
        }
        return views;
    }

    private static List<String> keys(Layer layer, Role role) {
        return parameters(layer).stream()
                .filter(parameter -> parameter.role() == role)
                .map(LayerParameter::key)
                .toList();
    }

    private static List<LayerParameter> parameters(Layer layer) {
        return ((ParameterizedLayer) layer).parameters();
    }
}
