package org.quantzoo.zoo.layers;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.runtime.QuantizedDenseLayer;

/** A fully connected layer with quantized weights and float bias; parameters and shapes are those of {@link Dense}. */
public final class QuantizedDense extends ParameterizedLayer {
    private Dense dense;
    private BatchQuantizer weightQuantizer;

    private QuantizedDense() {}

    private QuantizedDense(Builder builder) {
        super(builder);
        this.dense = builder.dense;
        this.weightQuantizer = builder.weightQuantizer;
        this.nIn = dense.getNIn();
        this.nOut = dense.getNOut();
        initializeConstraints(builder);
    }

    /** The layer without quantization. */
    public Dense getDense() {
        return dense;
    }

    /** How the weights are quantized. */
    public BatchQuantizer getWeightQuantizer() {
        return weightQuantizer;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        dense.setNIn(inputType, override);
        nIn = dense.getNIn();
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return dense.getOutputType(layerIndex, inputType);
    }

    @Override
    List<LayerParameter> parameters() {
        return dense.parameters();
    }

    @Override
    void initialize(LayerParameter parameter, INDArray view, long networkSeed) {
        dense.initialize(parameter, view, networkSeed);
    }

    @Override
    public void setLayerName(String layerName) {
        super.setLayerName(layerName);
        dense.setLayerName(layerName);
    }

    @Override
    BaseLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new QuantizedDenseLayer(conf, dataType);
    }

    @Override
    public QuantizedDense clone() {
        QuantizedDense copy = (QuantizedDense) super.clone();
        copy.dense = dense.clone();
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantizedDense that
                && super.equals(other)
                && dense.equals(that.dense)
                && weightQuantizer.equals(that.weightQuantizer);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), dense, weightQuantizer);
    }

    /** Builds a {@link QuantizedDense} layer. */
    public static final class Builder extends ParameterizedLayer.Builder<Builder> {
        private final Dense dense;
        private final BatchQuantizer weightQuantizer;

        /**
         * Starts with the layer.
         *
         * @param dense without rectifier
         * @param weightQuantizer how its weights are quantized
         */
        public Builder(Dense dense, BatchQuantizer weightQuantizer) {
            if (dense.getRectifier() != Rectifier.NONE) {
                throw new IllegalArgumentException(
                        "A quantized fully connected layer needs one without rectifier, found " + dense + ".");
            }
            this.dense = dense.clone();
            this.weightQuantizer = Objects.requireNonNull(weightQuantizer, "weightQuantizer");
        }

        @Override
        @SuppressWarnings("unchecked")
        public QuantizedDense build() {
            return new QuantizedDense(this);
        }
    }
}
