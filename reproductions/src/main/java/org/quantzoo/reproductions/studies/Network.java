package org.quantzoo.reproductions.studies;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.quantzoo.zoo.models.FactorizationRate;

/**
 * What a network is, apart from its width and number of classes: the parts that a paper's row name stands for.
 *
 * @param block the building block of layers 2 and up
 * @param factorization the groups of a {@link Block#FACTORIZED} block, null for the others
 * @param batchNorm whether batch normalisation follows the convolutions
 * @param initializer the tested initialiser, for example {@code HE_NORM}
 * @param scope which convolutions take it: {@code ALL_CONV} or {@code DEPTHWISE_ONLY}; the others are Glorot Uniform
 * @param fanConvention how fans of depthwise kernels are counted: {@code KERNEL_SHAPE} or {@code PER_FILTER}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Network(
        Block block,
        Factorization factorization,
        boolean batchNorm,
        String initializer,
        String scope,
        String fanConvention) {

    public Network {
        if ((block == Block.FACTORIZED) != (factorization != null)) {
            throw new IllegalArgumentException("A factorization belongs to FACTORIZED blocks and only to them, found "
                    + block + " with " + factorization + "; correct the study.");
        }
    }

    /** The building blocks of the three documents' CIFAR-10 networks. */
    public enum Block {
        /** 3x3 convolution. */
        REGULAR,
        /** 3x3 depthwise and 1x1 convolution. */
        DEPTHWISE_SEPARABLE,
        /** 3x3 group and 1x1 convolution. */
        FACTORIZED,
        /** Two 3x3 convolutions with a shortcut, as in ResNet. */
        BASIC_RESIDUAL,
        /** 1x1 expansion, 3x3 depthwise, 1x1 projection with a shortcut, as in MobileNetV2. */
        INVERTED_RESIDUAL
    }

    /**
     * The factorisation rate of FactorizeNet.
     *
     * @param initial groups at input depth 64
     * @param growsWithDepth whether the groups grow in proportion to the input depth ({@code f_init}); else they stay the same ({@code f})
     * @param shrinksWithDepth whether they shrink in that proportion instead; left out of JSON, and so of recipe hashes, where it is false
     */
    public record Factorization(
            int initial,
            boolean growsWithDepth,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean shrinksWithDepth) {

        public Factorization {
            if (growsWithDepth && shrinksWithDepth) {
                throw new IllegalArgumentException(
                        "A factorisation rate cannot grow and shrink with the depth; correct the study.");
            }
        }

        /** The rate by depth. */
        public FactorizationRate rate() {
            if (shrinksWithDepth) {
                return FactorizationRate.shrinking(initial);
            }
            return growsWithDepth ? FactorizationRate.initial(initial) : FactorizationRate.uniform(initial);
        }
    }
}
