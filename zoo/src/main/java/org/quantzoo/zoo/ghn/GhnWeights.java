package org.quantzoo.zoo.ghn;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The weights of a graph hypernetwork, or a gradient with respect to them: one vector with a view per tensor.
 *
 * <p>Training updates the vector in place; a hypernetwork always reads its present content.
 */
public final class GhnWeights {

    private final GhnConfiguration configuration;
    private final INDArray vector;
    private final INDArray[] views;

    /**
     * Wraps a vector without copying it.
     *
     * @param vector [1, length] of the tensors in the order of {@link GhnTensor}, float or double
     */
    public GhnWeights(GhnConfiguration configuration, INDArray vector) {
        long expected = length(configuration);
        DataType type = vector.dataType();
        if (vector.rank() != 2 || vector.size(0) != 1 || vector.size(1) != expected) {
            throw new IllegalArgumentException("The weights of this graph hypernetwork are a vector of shape [1, "
                    + expected + "]; found " + Arrays.toString(vector.shape()) + ".");
        }
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException(
                    "The weights of a graph hypernetwork are FLOAT or DOUBLE; found " + type + ".");
        }
        this.configuration = configuration;
        this.vector = vector;
        this.views = new INDArray[GhnTensor.values().length];
        long offset = 0;
        for (GhnTensor tensor : GhnTensor.of(configuration)) {
            long end = offset + tensor.length(configuration);
            views[tensor.ordinal()] = vector.get(NDArrayIndex.all(), NDArrayIndex.interval(offset, end))
                    .reshape('c', tensor.shape(configuration));
            offset = end;
        }
    }

    /** The number of weights of a hypernetwork. */
    public static long length(GhnConfiguration configuration) {
        long length = 0;
        for (GhnTensor tensor : GhnTensor.of(configuration)) {
            length += tensor.length(configuration);
        }
        return length;
    }

    /** All zeros: the start of a gradient sum. */
    public static GhnWeights zeros(GhnConfiguration configuration, DataType type) {
        return new GhnWeights(configuration, Nd4j.zeros(type, 1, length(configuration)));
    }

    /**
     * Random initial weights: embeddings standard normal, layer normalisation the identity, everything else uniform within
     * 1/sqrt(fan-in) of its layer (the initialisation of the published GHN-2).
     */
    public static GhnWeights random(GhnConfiguration configuration, DataType type, long seed) {
        GhnWeights weights = zeros(configuration, type);
        for (GhnTensor tensor : GhnTensor.of(configuration)) {
            SplittableRandom random = new SplittableRandom(
                    new SplittableRandom(seed ^ tensor.ordinal() * 0x9E3779B97F4A7C15L).nextLong());
            double bound = tensor.fanIn() == 0 ? 0 : 1 / Math.sqrt(tensor.fanIn());
            double[] values = new double[(int) tensor.length(configuration)];
            for (int i = 0; i < values.length; i++) {
                if (tensor.isEmbedding()) {
                    values[i] = random.nextGaussian();
                } else if (bound > 0) {
                    values[i] = bound * (2 * random.nextDouble() - 1);
                } else {
                    values[i] = tensor == GhnTensor.NORM_GAIN ? 1 : 0;
                }
            }
            weights.assign(tensor, values);
        }
        return weights;
    }

    /**
     * Weights given by a formula, the same on every machine: for comparisons between implementations.
     *
     * <p>With t the number of a tensor and k an index into it, v = ((7919 k + 104729 t + 12345) mod 10007) / 10007 - 1/2.
     * Embeddings are 2v, the layer normalisation 1 + v/5 and v/5, everything else 2v / sqrt(fan-in).
     */
    public static GhnWeights formula(GhnConfiguration configuration, DataType type) {
        GhnWeights weights = zeros(configuration, type);
        for (GhnTensor tensor : GhnTensor.of(configuration)) {
            double scale = 2 / Math.sqrt(Math.max(1, tensor.fanIn()));
            double shift = 0;
            if (tensor == GhnTensor.NORM_GAIN || tensor == GhnTensor.NORM_SHIFT) {
                scale = 0.2;
                shift = tensor == GhnTensor.NORM_GAIN ? 1 : 0;
            }
            double[] values = new double[(int) tensor.length(configuration)];
            for (int k = 0; k < values.length; k++) {
                long residue = (k * 7919L + tensor.ordinal() * 104729L + 12345) % 10007;
                values[k] = shift + scale * (residue / 10007.0 - 0.5);
            }
            weights.assign(tensor, values);
        }
        return weights;
    }

    private void assign(GhnTensor tensor, double[] values) {
        get(tensor).assign(Nd4j.createFromArray(values).reshape('c', tensor.shape(configuration)));
    }

    /** What the weights belong to. */
    public GhnConfiguration configuration() {
        return configuration;
    }

    /** All weights, shape [1, length]; not a copy. */
    public INDArray vector() {
        return vector;
    }

    /** FLOAT or DOUBLE. */
    public DataType dataType() {
        return vector.dataType();
    }

    /**
     * A view of one tensor; not a copy.
     *
     * @throws IllegalArgumentException if a hypernetwork of this configuration has no such tensor
     */
    public INDArray get(GhnTensor tensor) {
        INDArray view = views[tensor.ordinal()];
        if (view == null) {
            throw new IllegalArgumentException("A graph hypernetwork with the encoder "
                    + configuration.encoder().id() + " has no tensor " + tensor.id() + ".");
        }
        return view;
    }
}
