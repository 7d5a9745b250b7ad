package org.quantzoo.zoo.layers;

import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;

/** The image size that reaches a layer, read from DL4J's input type. */
final class ImageInput {

    private ImageInput() {}

    /**
     * The image behind an input type.
     *
     * @param layer the layer in an error message
     * @throws DL4JInvalidConfigException unless the type is NHWC images
     */
    static InputTypeConvolutional of(String layer, InputType inputType) {
        if (!(inputType instanceof InputTypeConvolutional image)) {
            throw new DL4JInvalidConfigException(layer + " needs images, found input type " + inputType
                    + "; use InputType.convolutional(height, width, channels, CNN2DFormat.NHWC).");
        }
        if (image.getFormat() != CNN2DFormat.NHWC) {
            throw new DL4JInvalidConfigException(layer + " needs NHWC images, found " + image.getFormat()
                    + "; use InputType.convolutional(height, width, channels, CNN2DFormat.NHWC).");
        }
        return image;
    }

    /** The type of NHWC images. */
    static InputType type(long height, long width, long channels) {
        return InputType.convolutional(height, width, channels, CNN2DFormat.NHWC);
    }
}
