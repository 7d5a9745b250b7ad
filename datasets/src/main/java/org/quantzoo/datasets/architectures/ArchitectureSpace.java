package org.quantzoo.datasets.architectures;

import java.util.List;

/**
 * A distribution over architectures: the one DeepNets-1M was drawn from, with an own set of operations.
 *
 * <p>Cells are uniform between {@code minCells} and {@code maxCells}. A network is deep if it has more cells than a threshold
 * drawn uniformly between {@code minDeepThreshold} and {@code maxDeepThreshold}; a shallow one has 1 to {@code maxSteps}
 * steps per cell, a deep one 1 to {@code maxDeepSteps}, and always global pooling. Source: Knyazev et al., 2021, appendix A.
 *
 * @param operations operations an edge is drawn from, {@code none} first
 * @param minCells fewest cells
 * @param maxCells most cells
 * @param minDeepThreshold smallest threshold above which a network is deep
 * @param maxDeepThreshold largest threshold
 * @param maxSteps most steps per cell of a shallow network
 * @param maxDeepSteps most steps per cell of a deep network
 * @param normalization how batch normalisation is drawn
 * @param maxParameters most parameters at {@link #BASE_CHANNELS} channels and {@link #BASE_FC_WIDTH} hidden features
 */
public record ArchitectureSpace(
        List<CellOperation> operations,
        int minCells,
        int maxCells,
        int minDeepThreshold,
        int maxDeepThreshold,
        int maxSteps,
        int maxDeepSteps,
        Normalization normalization,
        long maxParameters) {

    /** Initial channels at which architectures are drawn and limited. */
    public static final int BASE_CHANNELS = 32;

    /** Width of the hidden fully connected layer at which architectures are drawn and limited. */
    public static final int BASE_FC_WIDTH = 256;

    /** How batch normalisation is drawn. */
    public enum Normalization {
        /** On, except that a coin is flipped for networks of at most one cell above the minimum and few steps. */
        SAMPLED,
        /** Off. */
        NEVER
    }

    /** The space of ConvNets-250K and of the test splits ID and Wide. */
    public static final ArchitectureSpace CONV_NETS =
            new ArchitectureSpace(CellOperation.CONV_NETS, 4, 18, 7, 10, 4, 2, Normalization.SAMPLED, 10_000_000);

    /** The space of the test split Deep. */
    public static final ArchitectureSpace DEEP =
            new ArchitectureSpace(CellOperation.CONV_NETS, 10, 36, 18, 18, 4, 2, Normalization.SAMPLED, 10_000_000);

    /** The space of BNFree-ConvNets-50K and of the test split BN-Free. */
    public static final ArchitectureSpace BN_FREE =
            new ArchitectureSpace(CellOperation.CONV_NETS, 4, 18, 7, 10, 4, 2, Normalization.NEVER, 10_000_000);

    public ArchitectureSpace {
        operations = List.copyOf(operations);
        if (operations.isEmpty() || operations.indexOf(CellOperation.NONE) > 0) {
            throw new IllegalArgumentException(
                    "A space needs operations, with \"none\" first if at all; found " + operations + ".");
        }
        if (minCells < 2
                || minCells > maxCells
                || minDeepThreshold > maxDeepThreshold
                || maxSteps < 1
                || maxDeepSteps < 1) {
            throw new IllegalArgumentException(
                    "A space needs at least 2 cells and ordered bounds; found cells " + minCells
                            + " to " + maxCells + ", thresholds " + minDeepThreshold + " to " + maxDeepThreshold
                            + ", steps up to "
                            + maxSteps + " and " + maxDeepSteps + ".");
        }
    }
}
