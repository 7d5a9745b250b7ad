package org.quantzoo.benchmarks.networks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.quantzoo.zoo.layers.Rectifier;

/** One operation of a network, in terms that every engine knows; padding is always such that stride 1 keeps the size. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "operation")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Operation.Convolution.class, name = "convolution"),
    @JsonSubTypes.Type(value = Operation.BatchNorm.class, name = "batchNorm"),
    @JsonSubTypes.Type(value = Operation.Dense.class, name = "dense"),
    @JsonSubTypes.Type(value = Operation.Sum.class, name = "sum"),
    @JsonSubTypes.Type(value = Operation.Dropout.class, name = "dropout")
})
public sealed interface Operation {

    /** The name of the operation's result. */
    String name();

    /** The names of the results it reads; {@link NetworkDescription#INPUT} is the image. */
    List<String> inputs();

    /**
     * A square 2-D convolution.
     *
     * @param groups 1, or the number of channel groups; {@code inChannels} of them make it depthwise
     */
    record Convolution(
            String name,
            List<String> inputs,
            int inChannels,
            int outChannels,
            int kernel,
            int stride,
            int groups,
            boolean bias,
            Rectifier rectifier)
            implements Operation {

        /** Whether every input channel has a filter of its own. */
        public boolean depthwise() {
            return groups > 1 && groups == inChannels && groups == outChannels;
        }
    }

    /**
     * Batch normalisation over channels.
     *
     * @param momentum the share of the old running statistic that a step keeps
     */
    record BatchNorm(
            String name, List<String> inputs, int channels, double epsilon, double momentum, Rectifier rectifier)
            implements Operation {}

    /** A matrix product with bias; images are flattened first. */
    record Dense(String name, List<String> inputs, int size, int units, Rectifier rectifier) implements Operation {}

    /** The sum of two equal shapes. */
    record Sum(String name, List<String> inputs, Rectifier rectifier) implements Operation {}

    /**
     * Dropout.
     *
     * @param probability of dropping a value in training
     */
    record Dropout(String name, List<String> inputs, double probability) implements Operation {}
}
