package org.quantzoo.datasets.architectures;

import java.util.Locale;

/**
 * A trainable tensor of a network graph.
 *
 * @param layer name of the layer that owns it
 * @param role which of the layer's tensors it is
 * @param node index of the graph node that stands for it
 * @param shape weights: (out, in / groups, height, width) or (out, in); vectors: (channels)
 */
public record GraphTensor(String layer, Role role, int node, TensorShape shape) {

    /** The place of a tensor in its layer. */
    public enum Role {
        WEIGHT,
        BIAS,
        GAMMA,
        BETA
    }

    /** The name within the network, for example {@code classifier.weight}. */
    public String name() {
        return layer + "." + role.name().toLowerCase(Locale.ROOT);
    }
}
