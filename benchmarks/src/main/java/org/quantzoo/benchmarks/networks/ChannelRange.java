package org.quantzoo.benchmarks.networks;

import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;

/** DL4J's channel subset with the right output type: the stock one subtracts the wrong way and infers negative channels. */
final class ChannelRange extends SubsetVertex {

    /** The channels {@code from} to {@code to}, both included. */
    ChannelRange(int from, int to) {
        super(from, to);
    }

    @Override
    public ChannelRange clone() {
        return new ChannelRange(getFrom(), getTo());
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... vertexInputs) {
        InputTypeConvolutional image = (InputTypeConvolutional) vertexInputs[0];
        return InputType.convolutional(image.getHeight(), image.getWidth(), getTo() - getFrom() + 1, image.getFormat());
    }
}
