package org.quantzoo.benchmarks.networks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Rectifier;

/** One operation of a network, in terms that every engine knows; padding is always such that stride 1 keeps the size. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "operation")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Operation.Convolution.class, name = "convolution"),
    @JsonSubTypes.Type(value = Operation.BatchNorm.class, name = "batchNorm"),
    @JsonSubTypes.Type(value = Operation.Dense.class, name = "dense"),
    @JsonSubTypes.Type(value = Operation.Sum.class, name = "sum"),
    @JsonSubTypes.Type(value = Operation.Dropout.class, name = "dropout"),
    @JsonSubTypes.Type(value = Operation.Pool.class, name = "pool"),
    @JsonSubTypes.Type(value = Operation.GlobalAverage.class, name = "globalAverage"),
    @JsonSubTypes.Type(value = Operation.Concat.class, name = "concat"),
    @JsonSubTypes.Type(value = Operation.Rectify.class, name = "rectify"),
    @JsonSubTypes.Type(value = Operation.Crop.class, name = "crop"),
    @JsonSubTypes.Type(value = Operation.Scale.class, name = "scale")
})
public sealed interface Operation {

    /** The name of the operation's result. */
    String name();

    /** The names of the results it reads; {@link NetworkDescription#INPUT} is the image. */
    List<String> inputs();

    /**
     * A square 2-D convolution.
     *
     * @param dilation distance of neighbouring kernel elements
     * @param padding {@code SAME} or {@code SYMMETRIC}, which differ where a stride is larger than 1
     * @param groups 1, or the number of channel groups; {@code inChannels} of them make it depthwise
     */
    record Convolution(
            String name,
            List<String> inputs,
            int inChannels,
            int outChannels,
            int kernel,
            int stride,
            int dilation,
            Padding padding,
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

    /**
     * Pooling over square windows with symmetric padding, which averages leave out.
     *
     * @param average whether it averages; else it takes the largest value
     */
    record Pool(String name, List<String> inputs, boolean average, int kernel, int stride) implements Operation {}

    /** The average over all pixels of each channel. */
    record GlobalAverage(String name, List<String> inputs) implements Operation {}

    /** All channels of several images of one size. */
    record Concat(String name, List<String> inputs) implements Operation {}

    /** A rectifier of its own. */
    record Rectify(String name, List<String> inputs, Rectifier rectifier) implements Operation {}

    /**
     * The image without its first rows and columns.
     *
     * @param rows how many of each
     */
    record Crop(String name, List<String> inputs, int rows) implements Operation {}

    /** A product with a constant. */
    record Scale(String name, List<String> inputs, double factor) implements Operation {}
}
