package org.quantzoo.zoo.models;

import java.util.ArrayList;
import java.util.List;

/**
 * What all networks of "Starting Positions Matter" chapter 3 and of the thesis chapters 4 and 5 have in common: the widths and
 * strides of the stem and of the blocks.
 *
 * <p>At width 1 and with {@code {2, 3, 3}} blocks per stage this is the one plan, among 72.9 million searched, that yields all
 * three MAC totals printed in the thesis, section 5.5.
 *
 * @param stemChannels output channels of the first convolution
 * @param blocks the blocks in order; the first has number 2, as the papers count layers
 */
record MacroArchitecture(int stemChannels, List<Block> blocks) {

    private static final int[] STAGE_DEPTHS = {64, 128, 256};

    /**
     * One block of the plan.
     *
     * @param number the papers' layer number, from 2
     * @param inChannels input channels
     * @param outChannels output channels
     * @param stride 2 for the first block of stages 2 and 3, else 1
     * @param inDepth input channels at width 1 (64, 128 or 256): factorisation rates are defined on it
     */
    record Block(int number, int inChannels, int outChannels, int stride, int inDepth) {

        /** Whether the block changes resolution or channels, so that its input cannot be added to its output. */
        boolean changesShape() {
            return stride != 1 || inChannels != outChannels;
        }
    }

    /**
     * The plan for a width and a number of blocks in each of the three stages.
     *
     * @param width multiplies every channel count; rounded to the nearest whole number
     * @param blocksPerStage three positive counts
     */
    static MacroArchitecture of(double width, int[] blocksPerStage) {
        if (blocksPerStage.length != STAGE_DEPTHS.length) {
            throw new IllegalArgumentException("The macro-architecture has three stages, found " + blocksPerStage.length
                    + " block counts; give one count for each stage.");
        }
        List<Block> blocks = new ArrayList<>();
        int inDepth = STAGE_DEPTHS[0];
        for (int stage = 0; stage < STAGE_DEPTHS.length; stage++) {
            for (int i = 0; i < blocksPerStage[stage]; i++) {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                blocks.add(new Block(
                        blocks.size() + 2,
                        scaled(inDepth, width),
                        scaled(STAGE_DEPTHS[stage], width),
                        stride,
                        inDepth));
                inDepth = STAGE_DEPTHS[stage];
            }
        }
        return new MacroArchitecture(scaled(STAGE_DEPTHS[0], width), List.copyOf(blocks));
    }

    private static int scaled(int channels, double width) {
        long scaled = Math.round(channels * width);
        if (scaled < 1) {
            throw new IllegalArgumentException("A width multiplier of " + width + " leaves " + channels
                    + " channels with none; use a larger one.");
        }
        return (int) scaled;
    }
}
