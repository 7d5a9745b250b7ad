package org.quantzoo.reproductions.ghn;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.quantzoo.reproductions.runs.Scale;

/**
 * Average channel precisions (thesis Eq. 3.1) of weights that a hypernetwork predicted, beside those of the same networks trained
 * from random weights by gradient descent.
 *
 * @param cell the training of the hypernetwork
 * @param scale of training and measurement
 * @param seed of the training, and of the networks' random weights and batches
 * @param split name of the architectures
 * @param steps of gradient descent, 64 images each
 * @param learningRate of gradient descent, with Nesterov momentum 0.9
 * @param layers one row for each convolution of each network
 * @param paramsHash SHA-256 of the hypernetwork's weights
 * @param datasetSha256 digest of the images
 * @param commit of this project
 * @param arithmetic classifier, BLAS, kernels and CPU
 * @param command the command line
 * @param finished ISO 8601 UTC
 */
public record WeightPrecision(
        String cell,
        Scale scale,
        long seed,
        String split,
        int steps,
        double learningRate,
        List<Layer> layers,
        String paramsHash,
        String datasetSha256,
        String commit,
        String arithmetic,
        String command,
        String finished) {

    public WeightPrecision {
        layers = List.copyOf(layers);
    }

    /**
     * One convolution.
     *
     * @param network the architecture's number in the split
     * @param layer its name
     * @param folded whether batch normalisation is folded into its weights, with the statistics of one batch
     * @param tiled whether it has more than the 64 channels that are predicted, on either side, so that they are repeated
     * @param predicted average precision of the predicted weights
     * @param trained average precision of the trained weights
     */
    public record Layer(int network, String layer, boolean folded, boolean tiled, double predicted, double trained) {}

    /** The layers whose predicted weights use more of their range, channel by channel, than the trained ones. */
    @JsonIgnore
    public long higherWherePredicted() {
        return layers.stream()
                .filter(layer -> layer.predicted() > layer.trained())
                .count();
    }
}
