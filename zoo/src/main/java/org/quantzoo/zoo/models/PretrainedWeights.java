package org.quantzoo.zoo.models;

import java.io.IOException;
import java.util.SortedMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;

/** Where {@link BlockNetwork#initPretrained} finds trained weights; implementations are services. */
public interface PretrainedWeights {

    /**
     * Whether there are weights for a network.
     *
     * @param arguments as {@link BlockNetwork#arguments} gives them
     * @param type the data set
     */
    boolean isAvailable(SortedMap<String, String> arguments, PretrainedType type);

    /**
     * A trained float network of these arguments.
     *
     * @param arguments as {@link BlockNetwork#arguments} gives them
     * @param type the data set
     * @throws IOException if the weights are damaged
     * @throws RuntimeException if there are none; the message lists what exists
     */
    ComputationGraph load(SortedMap<String, String> arguments, PretrainedType type) throws IOException;
}
