package org.quantzoo.datasets.architectures;

import java.util.Objects;

/**
 * A complete description of one cell-based convolutional network, up to the number of classes.
 *
 * <p>The two reduction cells stand at one third and two thirds of the depth; there the channels are multiplied by
 * {@code channelMultiplier}. Source: DeepNets-1M (Knyazev et al., 2021, appendix A) without its attention operations.
 *
 * @param genotype the wiring of the cells
 * @param channels initial channels C, even, 2 to 65,534
 * @param cells number of cells, 1 to 255
 * @param stemKernel kernel of the first convolution: 3, 5 or 7
 * @param stemType 0: one convolution; 1: three convolutions, the last with stride 2
 * @param stemPool whether a max pooling with stride 2 follows a stem of type 0
 * @param batchNorm whether the network has batch normalisation
 * @param channelMultiplier channel factor at each reduction: 1 or 2
 * @param fcLayers fully connected layers: 1 (the classifier) or 2 (one hidden layer before it)
 * @param fcWidth width of the hidden layer, 1 to 65,535; 0 with one layer
 * @param globalPooling whether global average pooling comes before the fully connected layers
 */
public record Architecture(
        Genotype genotype,
        int channels,
        int cells,
        int stemKernel,
        int stemType,
        boolean stemPool,
        boolean batchNorm,
        int channelMultiplier,
        int fcLayers,
        int fcWidth,
        boolean globalPooling) {

    public Architecture {
        Objects.requireNonNull(genotype, "genotype");
        check(
                channels >= 2 && channels <= 65_534 && channels % 2 == 0,
                "C",
                "an even number from 2 to 65534",
                channels);
        check(cells >= 1 && cells <= 255, "cells", "1 to 255", cells);
        check(stemKernel == 3 || stemKernel == 5 || stemKernel == 7, "stemKernel", "3, 5 or 7", stemKernel);
        check(stemType == 0 || stemType == 1, "stemType", "0 or 1", stemType);
        check(channelMultiplier == 1 || channelMultiplier == 2, "channelMultiplier", "1 or 2", channelMultiplier);
        check(fcLayers == 1 || fcLayers == 2, "fcLayers", "1 or 2", fcLayers);
        check(
                fcLayers == 1 ? fcWidth == 0 : fcWidth >= 1 && fcWidth <= 65_535,
                "fcWidth",
                fcLayers == 1 ? "0 where fcLayers is 1" : "1 to 65535 where fcLayers is 2",
                fcWidth);
        if (stemPool && stemType != 0) {
            throw new IllegalArgumentException("An architecture's stemPool needs stemType 0; found stemType 1.");
        }
    }

    private static void check(boolean valid, String field, String expected, int found) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "An architecture's " + field + " must be " + expected + "; found " + found + ".");
        }
    }

    /**
     * The same architecture with other widths.
     *
     * @param newChannels initial channels
     * @param hiddenWidth width of the hidden fully connected layer; ignored where there is none
     */
    public Architecture withWidths(int newChannels, int hiddenWidth) {
        return new Architecture(
                genotype,
                newChannels,
                cells,
                stemKernel,
                stemType,
                stemPool,
                batchNorm,
                channelMultiplier,
                fcLayers,
                fcLayers == 2 ? hiddenWidth : 0,
                globalPooling);
    }

    /** Whether the cell at {@code index}, counted from 0, is a reduction cell. */
    public boolean isReduction(int index) {
        return index > 0 && (index == cells / 3 || index == 2 * cells / 3);
    }
}
