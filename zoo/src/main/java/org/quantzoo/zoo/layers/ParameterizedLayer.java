package org.quantzoo.zoo.layers;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.quantzoo.zoo.layers.LayerParameter.Role;

/**
 * The configuration of a layer with parameters and a fused rectifier, for networks of NHWC activations.
 *
 * <p>DL4J's updater, regularisation, gradient normalisation, constraint and dropout settings work as usual. Its activation function
 * and weight initialisation do not apply: the rectifier and the project's own initialisers take their place.
 */
public abstract class ParameterizedLayer extends FeedForwardLayer {
    private Rectifier rectifier = Rectifier.NONE;

    /** For JSON. */
    protected ParameterizedLayer() {}

    protected ParameterizedLayer(Builder<?> builder) {
        super(builder);
        this.rectifier = builder.rectifier;
        // DL4J writes its global defaults into fields that are null; these say what is true.
        this.activationFn = new ActivationIdentity();
        this.weightInitFn = new WeightInitXavier();
    }

    /** The activation function that the layer applies to its output. */
    public Rectifier getRectifier() {
        return rectifier;
    }

    final void setRectifier(Rectifier rectifier) {
        this.rectifier = rectifier;
    }

    /** The parameters in the order of the flat vector; needs nIn. */
    abstract List<LayerParameter> parameters();

    /** Writes the initial value of a parameter. */
    abstract void initialize(LayerParameter parameter, INDArray view, long networkSeed);

    /** Makes the layer that computes; nIn and nOut are known. */
    abstract org.deeplearning4j.nn.layers.BaseLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType);

    @Override
    public final org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        if (nIn < 1 || nOut < 1) {
            throw new DL4JInvalidConfigException(id() + " needs nIn and nOut of at least 1, found " + nIn + " and "
                    + nOut + "; set nOut, and nIn or the network's input types.");
        }
        org.deeplearning4j.nn.layers.BaseLayer<?> layer = runtimeLayer(conf, networkDataType);
        layer.setListeners(trainingListeners);
        layer.setIndex(layerIndex);
        layer.setParamsViewArray(layerParamsView);
        Map<String, INDArray> table = initializer().init(conf, layerParamsView, initializeParams);
        layer.setParamTable(table);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return ParameterLayout.INSTANCE;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public List<Regularization> getRegularizationByParam(String key) {
        return switch (role(key)) {
            case WEIGHT -> regularization;
            case BIAS -> regularizationBias;
            case SCALE, STATISTIC -> null;
        };
    }

    final Role role(String key) {
        return parameters().stream()
                .filter(parameter -> parameter.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id() + " has no parameter \"" + key + "\"."))
                .role();
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        long parameters = 0;
        long updaterState = 0;
        for (LayerParameter parameter : parameters()) {
            parameters += parameter.length();
            updaterState += getUpdaterByParam(parameter.key()).stateSize(parameter.length());
        }
        return new LayerMemoryReport.Builder(layerName, getClass(), inputType, getOutputType(-1, inputType))
                .standardMemory(parameters, updaterState)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }

    /** The layer in an error message. */
    final String id() {
        return getClass().getSimpleName() + " layer \"" + layerName + "\"";
    }

    @Override
    public String toString() {
        return id() + " " + nIn + " -> " + nOut + ", " + rectifier;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterizedLayer that && super.equals(other) && rectifier == that.rectifier;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), rectifier);
    }

    /** Settings that these layers share. */
    @SuppressWarnings("unchecked")
    public abstract static class Builder<T extends Builder<T>> extends FeedForwardLayer.Builder<T> {
        private Rectifier rectifier = Rectifier.NONE;

        /** The activation function that the layer applies to its output; default {@link Rectifier#NONE}. */
        public T rectifier(Rectifier rectifier) {
            this.rectifier = Objects.requireNonNull(rectifier, "rectifier");
            return (T) this;
        }

        @Override
        public void setActivationFn(IActivation activationFn) {
            throw new UnsupportedOperationException(
                    "This layer takes a rectifier, not an activation function: use rectifier(Rectifier).");
        }

        @Override
        public void setWeightInitFn(IWeightInit weightInitFn) {
            throw new UnsupportedOperationException(
                    "This layer takes an initialiser of this library, not a DL4J weight initialisation: use initializer(...).");
        }
    }
}
