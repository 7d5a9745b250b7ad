package org.quantzoo.zoo.ghn;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Turns normalised node features into tensors that are normalised too, but not yet repeated to their full width. */
interface Head {

    /** What a head computed, with what its gradient needs. */
    interface Decoded {

        /** The tensors, one per row of features; shapes as in {@link HeadKey.Kind}. */
        INDArray output();

        /**
         * Backpropagates.
         *
         * @param upstream gradient at the output; may be overwritten
         * @param gradient receives the gradients of the weights, added to what it holds
         * @return the gradient at the features
         */
        Features backpropagate(INDArray upstream, GhnWeights gradient);
    }

    /**
     * Decodes.
     *
     * @param features one row per tensor
     * @param scales the normalisation factor of each row's tensor; read by weight heads only
     */
    Decoded decode(Features features, double[] scales);
}
