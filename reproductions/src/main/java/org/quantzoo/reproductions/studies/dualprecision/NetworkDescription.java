package org.quantzoo.reproductions.studies.dualprecision;

import java.util.List;
import java.util.stream.Stream;

/**
 * The layers with weights of one network at one width: all that model size and operation counts depend on.
 *
 * @param name network and variant, without the width
 * @param width the multiplier of the channel counts
 * @param layers in forward order
 */
public record NetworkDescription(String name, double width, List<WeightLayer> layers) {

    public NetworkDescription {
        layers = List.copyOf(layers);
    }

    /** The number of weights of all layers; biases and batch normalisation are not counted. */
    public long weights() {
        return layers.stream().mapToLong(WeightLayer::weights).sum();
    }

    /** The number of weights of the depthwise (or, in Table 2, grouped) convolutions. */
    public long depthwiseWeights() {
        return depthwise().mapToLong(WeightLayer::weights).sum();
    }

    /** Weights per filter of the depthwise convolutions; the same in all of them. */
    public long depthwiseWeightsPerFilter() {
        long[] distinct =
                depthwise().mapToLong(WeightLayer::weightsPerFilter).distinct().toArray();
        if (distinct.length != 1) {
            throw new IllegalStateException(
                    name + " has " + distinct.length + " kinds of depthwise filters, expected one.");
        }
        return distinct[0];
    }

    /** Multiply-accumulate operations for one image. */
    public long macs() {
        return layers.stream().mapToLong(WeightLayer::macs).sum();
    }

    /** The model size C_size of the paper's Eq. 6, in bits. */
    public long sizeInBits(BitWidths bits) {
        return layers.stream()
                .mapToLong(layer -> bits.of(layer.role()) * layer.weights())
                .sum();
    }

    private Stream<WeightLayer> depthwise() {
        return layers.stream().filter(layer -> layer.role() == WeightLayer.Role.DEPTHWISE);
    }
}
