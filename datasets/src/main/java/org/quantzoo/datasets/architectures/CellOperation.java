package org.quantzoo.datasets.architectures;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An operation on an edge of a cell.
 *
 * <p>The names are those of the genotype files. {@code sep_conv} is a depthwise-separable convolution applied twice,
 * {@code dil_conv} a depthwise-separable convolution with dilation 2. The one-byte codes are part of the binary file format
 * and never change.
 */
public enum CellOperation {
    NONE("none", Family.NONE, 0, 0),
    MAX_POOL_3X3("max_pool_3x3", Family.MAX_POOL, 3, 1),
    AVG_POOL_3X3("avg_pool_3x3", Family.AVERAGE_POOL, 3, 2),
    SKIP_CONNECT("skip_connect", Family.SKIP, 0, 3),
    SEP_CONV_3X3("sep_conv_3x3", Family.SEPARABLE_CONVOLUTION, 3, 4),
    SEP_CONV_5X5("sep_conv_5x5", Family.SEPARABLE_CONVOLUTION, 5, 5),
    SEP_CONV_7X7("sep_conv_7x7", Family.SEPARABLE_CONVOLUTION, 7, 6),
    DIL_CONV_3X3("dil_conv_3x3", Family.DILATED_CONVOLUTION, 3, 7),
    DIL_CONV_5X5("dil_conv_5x5", Family.DILATED_CONVOLUTION, 5, 8),
    DIL_CONV_7X7("dil_conv_7x7", Family.DILATED_CONVOLUTION, 7, 9),
    CONV_1X1("conv_1x1", Family.CONVOLUTION, 1, 10),
    CONV_3X3("conv_3x3", Family.CONVOLUTION, 3, 11),
    CONV_5X5("conv_5x5", Family.CONVOLUTION, 5, 12),
    CONV_7X7("conv_7x7", Family.CONVOLUTION, 7, 13),
    CONV_7X1_1X7("conv_7x1_1x7", Family.FACTORIZED_CONVOLUTION, 7, 14);

    /** What an operation is made of, kernel size apart. */
    public enum Family {
        NONE,
        MAX_POOL,
        AVERAGE_POOL,
        SKIP,
        SEPARABLE_CONVOLUTION,
        DILATED_CONVOLUTION,
        CONVOLUTION,
        FACTORIZED_CONVOLUTION
    }

    /** The thirteen operations of ConvNets-250K: pooling, skip, and three kinds of convolution with kernels 3, 5 and 7. */
    public static final List<CellOperation> CONV_NETS = List.of(
            NONE,
            MAX_POOL_3X3,
            AVG_POOL_3X3,
            SKIP_CONNECT,
            SEP_CONV_3X3,
            SEP_CONV_5X5,
            SEP_CONV_7X7,
            DIL_CONV_3X3,
            DIL_CONV_5X5,
            DIL_CONV_7X7,
            CONV_3X3,
            CONV_5X5,
            CONV_7X7);

    private static final CellOperation[] BY_CODE = new CellOperation[16];

    static {
        for (CellOperation operation : values()) {
            BY_CODE[operation.code] = operation;
        }
    }

    private final String genotypeName;
    private final Family family;
    private final int kernel;
    private final int code;

    CellOperation(String genotypeName, Family family, int kernel, int code) {
        this.genotypeName = genotypeName;
        this.family = family;
        this.kernel = kernel;
        this.code = code;
    }

    /** The name in genotype files, for example {@code sep_conv_3x3}. */
    public String genotypeName() {
        return genotypeName;
    }

    /** What the operation is made of. */
    public Family family() {
        return family;
    }

    /** The kernel size in pixels, or 0 for operations without a window. */
    public int kernel() {
        return kernel;
    }

    /** The code in binary files, 0 to 15. */
    public int code() {
        return code;
    }

    /** Whether the operation has trainable convolution weights at stride 1. */
    public boolean isConvolution() {
        return family.ordinal() >= Family.SEPARABLE_CONVOLUTION.ordinal();
    }

    /** Whether this is a dense 5x5 or 7x7 convolution, of which a cell kind may hold only one. */
    public boolean isLargeDenseConvolution() {
        return family == Family.CONVOLUTION && kernel >= 5;
    }

    /**
     * Finds an operation by its name in genotype files.
     *
     * @throws IllegalArgumentException if the name is unknown; the message lists the known names
     */
    public static CellOperation ofGenotypeName(String name) {
        for (CellOperation operation : values()) {
            if (operation.genotypeName.equals(name)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("Unknown cell operation \"" + name + "\"; use one of "
                + Arrays.stream(values()).map(CellOperation::genotypeName).collect(Collectors.joining(", ")) + ".");
    }

    /**
     * Finds an operation by its code in binary files.
     *
     * @throws IllegalArgumentException if no operation has this code
     */
    public static CellOperation ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length || BY_CODE[code] == null) {
            throw new IllegalArgumentException("Unknown cell operation code " + code + "; codes are 0 to 14.");
        }
        return BY_CODE[code];
    }
}
