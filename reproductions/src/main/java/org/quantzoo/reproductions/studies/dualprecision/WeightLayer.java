package org.quantzoo.reproductions.studies.dualprecision;

import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.quantization.ModelSize;
import org.quantzoo.zoo.quantization.OperationCount;

/**
 * One layer with weights; a fully connected layer counts as a 1x1 convolution on a 1x1 map.
 *
 * @param name the layer's name, unique in its network
 * @param role which of the three bit widths of {@link BitWidths} applies
 * @param geometry channels, kernel, stride and groups
 * @param outputSize height and width of the (square) output map
 */
public record WeightLayer(String name, Role role, ConvolutionGeometry geometry, int outputSize) {

    /** What decides a layer's weight precision in DualPrecision. */
    public enum Role {
        /** The first convolution and the classifier, always kept at the higher precision. */
        FIRST_OR_LAST,
        /** Convolutions across all channels, 1x1 ones included. */
        CONVOLUTION,
        /** Depthwise convolutions, and the grouped ones that replace them in Table 2. */
        DEPTHWISE
    }

    /** The layer as a part of C_size, at a weight precision in bits. */
    public ModelSize.Layer atBits(int bits) {
        return new ModelSize.Layer(
                geometry.outChannels(),
                geometry.channelsPerFilter(),
                geometry.kernel().height(),
                geometry.kernel().width(),
                bits);
    }

    /** Weights and multiply-accumulates for one image; the bias is not counted. */
    public OperationCount operations() {
        return new OperationCount(
                geometry.kernel().height(),
                geometry.kernel().width(),
                geometry.inChannels(),
                geometry.outChannels(),
                geometry.groups(),
                outputSize,
                outputSize);
    }
}
