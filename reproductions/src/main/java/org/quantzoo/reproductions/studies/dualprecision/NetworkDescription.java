package org.quantzoo.reproductions.studies.dualprecision;

import java.util.List;
import java.util.stream.Stream;
import org.quantzoo.zoo.quantization.ModelSize;

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
        return weights(layers.stream());
    }

    /** The number of weights of the depthwise (or, in Table 2, grouped) convolutions. */
    public long depthwiseWeights() {
        return weights(layers.stream().filter(layer -> layer.role() == WeightLayer.Role.DEPTHWISE));
    }

    /** Multiply-accumulate operations for one image. */
    public long macs() {
        return layers.stream().mapToLong(layer -> layer.operations().macs()).sum();
    }

    /** The model size C_size of the paper's Eq. 6. */
    public ModelSize size(BitWidths bits) {
        return new ModelSize(layers.stream()
                .map(layer -> layer.atBits(bits.of(layer.role())))
                .toList());
    }

    private static long weights(Stream<WeightLayer> some) {
        return some.mapToLong(layer -> layer.operations().parameters()).sum();
    }
}
