package org.quantzoo.zoo.onnx;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * What the translation knows of a tensor in the ONNX graph.
 *
 * @param name its name there
 * @param type DL4J's type; the ONNX tensor of images is NCHW
 * @param grid the quantizer on whose grid all its values lie, or null
 */
record TensorValue(String name, InputType type, AffineQuantizer grid) {

    boolean isImages() {
        return type instanceof InputTypeConvolutional;
    }

    InputTypeConvolutional images() {
        return (InputTypeConvolutional) type;
    }

    int height() {
        return Math.toIntExact(images().getHeight());
    }

    int width() {
        return Math.toIntExact(images().getWidth());
    }

    int channels() {
        return Math.toIntExact(images().getChannels());
    }

    /** Its shape in ONNX without the batch. */
    long[] shapeOfOne() {
        return isImages() ? new long[] {channels(), height(), width()} : new long[] {type.arrayElementsPerExample()};
    }
}
