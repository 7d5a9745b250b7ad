package org.quantzoo.zoo.ghn;

import java.util.Objects;

/**
 * What a graph hypernetwork is built for.
 *
 * @param classes outputs of the classifiers it predicts, at least 2
 * @param maxDistance largest shortest-path length that still makes a virtual edge, at least 1; GHN-2 has 50
 * @param realEdgesInVirtualSum whether real edges also count as virtual edges of distance 1, as in the released GHN-2; equation
 *     4 of its paper leaves them out
 * @param encoder how a node's features are made of its embedding
 */
public record GhnConfiguration(int classes, int maxDistance, boolean realEdgesInVirtualSum, NodeEncoder encoder) {

    /** Width of node features. */
    static final int HIDDEN = 32;

    /** Channels the decoder predicts along each channel axis; wider tensors repeat them. */
    public static final int DECODED_CHANNELS = 64;

    /** Rows and columns of the largest kernel the decoder predicts. */
    static final int DECODED_KERNEL = 11;

    /** Ten classes, virtual edges up to distance 50: the published GHN-2 for CIFAR-10. */
    public static final GhnConfiguration CIFAR10 = new GhnConfiguration(10, 50, true);

    /** GHN-2, whose nodes exchange messages. */
    public GhnConfiguration(int classes, int maxDistance, boolean realEdgesInVirtualSum) {
        this(classes, maxDistance, realEdgesInVirtualSum, NodeEncoder.GATED_MESSAGES);
    }

    public GhnConfiguration {
        Objects.requireNonNull(encoder, "encoder");
        if (classes < 2 || maxDistance < 1) {
            throw new IllegalArgumentException(
                    "A graph hypernetwork needs at least 2 classes and a largest distance of at" + " least 1; found "
                            + classes + " classes and distance " + maxDistance + ".");
        }
    }

    /** The same with another largest distance of virtual edges. */
    public GhnConfiguration withMaxDistance(int distance) {
        return new GhnConfiguration(classes, distance, realEdgesInVirtualSum, encoder);
    }

    /** The same with another encoder of nodes. */
    public GhnConfiguration withEncoder(NodeEncoder other) {
        return new GhnConfiguration(classes, maxDistance, realEdgesInVirtualSum, other);
    }
}
