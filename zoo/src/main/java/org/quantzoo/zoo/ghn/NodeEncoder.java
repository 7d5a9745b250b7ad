package org.quantzoo.zoo.ghn;

import java.util.Arrays;

/** How a graph hypernetwork makes the features of a node from the embedding of its operation and shape. */
public enum NodeEncoder {
    /** One forward and one backward sweep of gated messages along real and virtual edges: GHN-2. */
    GATED_MESSAGES("gated-messages"),

    /**
     * A perceptron on each node alone, blind to edges: the MLP baseline that GHN-2 is compared with (Knyazev et al., 2021,
     * section 5).
     */
    PERCEPTRON("perceptron");

    private final String id;

    NodeEncoder(String id) {
        this.id = id;
    }

    /** The name in checkpoints and recipes. */
    public String id() {
        return id;
    }

    /**
     * The encoder with this name.
     *
     * @throws IllegalArgumentException where there is none; the message lists all
     */
    public static NodeEncoder of(String id) {
        return Arrays.stream(values())
                .filter(encoder -> encoder.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown encoder of nodes '" + id + "'; expected "
                        + GATED_MESSAGES.id + " or " + PERCEPTRON.id + "."));
    }
}
