package org.quantzoo.zoo.layers;

import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;

/** The check that a window fits into its image, without which VALID padding leaves no output. */
final class WindowFit {

    private WindowFit() {}

    static void require(String layer, int height, int width, Extent kernel, Extent dilation, Padding padding) {
        int neededHeight = (kernel.height() - 1) * dilation.height() + 1;
        int neededWidth = (kernel.width() - 1) * dilation.width() + 1;
        if (padding == Padding.VALID && (height < neededHeight || width < neededWidth)) {
            throw new DL4JInvalidConfigException(
                    layer + " has a window of " + neededHeight + "x" + neededWidth + " and no padding, found images of "
                            + height + "x" + width + "; use SAME padding or larger images.");
        }
    }
}
