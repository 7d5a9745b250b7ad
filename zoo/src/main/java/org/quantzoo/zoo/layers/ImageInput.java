package org.quantzoo.zoo.layers;

import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;

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

    /**
     * The type of a window operation's output.
     *
     * @param window what a window spans
     * @throws DL4JInvalidConfigException if there is no output, because the window does not fit
     */
    static InputType output(
            String layer, InputTypeConvolutional image, Extent window, int height, int width, long channels) {
        if (height < 1 || width < 1) {
            throw new DL4JInvalidConfigException(layer + " has a window of " + window.height() + "x" + window.width()
                    + " and no padding, found images of " + image.getHeight() + "x" + image.getWidth()
                    + "; use SAME padding or larger images.");
        }
        return InputType.convolutional(height, width, channels, CNN2DFormat.NHWC);
    }
}
