package org.quantzoo.datasets.architectures;

import java.util.SplittableRandom;

/**
 * The widths a network is given each time it is visited in training.
 *
 * <p>The larger a network is at 32 channels, the fewer widths it may take. Source: the GHN-2 recipe (Knyazev et al., 2021).
 */
public final class TrainingWidth {

    private static final int STEP = 16;
    private static final int FC_STEP = 64;

    private TrainingWidth() {}

    /**
     * Draws the widths of one visit.
     *
     * @param architecture at any width
     * @param baseParameters its parameters at 32 channels and 256 hidden features
     * @param random the generator of this visit
     */
    public static Architecture draw(Architecture architecture, long baseParameters, SplittableRandom random) {
        int widest = widestChannels(architecture, baseParameters);
        int channels = 32 + STEP * random.nextInt((widest - 32) / STEP + 1);
        int fcChoices = widest == 128 && channels <= 64 ? 8 : 4;
        return architecture.withWidths(channels, FC_STEP * (1 + random.nextInt(fcChoices)));
    }

    /** The largest initial channel count that training gives an architecture: 32, 48, 64 or 128. */
    static int widestChannels(Architecture architecture, long baseParameters) {
        int cells = architecture.cells();
        if (baseParameters > 800_000
                || !architecture.globalPooling()
                || architecture.genotype().hasLargeDenseConvolution()
                || cells > 12) {
            return 32;
        }
        if (baseParameters > 400_000 || cells > 10) {
            return 48;
        }
        return baseParameters > 200_000 || cells > 8 ? 64 : 128;
    }
}
