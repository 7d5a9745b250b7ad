package org.quantzoo.zoo.ghn;

import java.util.List;

/** Makes the features of nodes, which heads decode, from their embeddings; {@link NodeEncoder} says which there are. */
interface FeatureEncoder {

    /** The encoder of some weights, whose present values it copies. */
    static FeatureEncoder of(GhnWeights weights) {
        return switch (weights.configuration().encoder()) {
            case GATED_MESSAGES -> new GatedMessageEncoder(weights);
            case PERCEPTRON -> new PerceptronEncoder(weights);
        };
    }

    /**
     * Encodes the nodes of some graphs.
     *
     * @param initial embeddings of all nodes; the graphs follow one another
     */
    Encoded encode(List<GraphPlan> plans, Features initial);

    /** Features with what their gradient needs. */
    interface Encoded {

        /** The features, one row per row of the embeddings. */
        Features features();

        /**
         * Adds the gradients of the encoder's weights.
         *
         * @param upstream gradient at the features
         * @return gradient at the embeddings
         */
        Features backpropagate(Features upstream, GhnWeights gradient);
    }
}
