package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a recipe has beyond the papers' protocols.
 *
 * @param cosine whether the rate falls from epoch to epoch along half a cosine, from the recipe's first rate to almost 0, instead
 *     of in the recipe's steps (Loshchilov and Hutter 2017, without restarts)
 * @param warmUpEpochs epochs through which the rate rises evenly from epoch to epoch to what it would be; 0 for none
 * @param padCropFlip augmentation in the place of the recipe's, null for that
 * @param labelSmoothing share of the probability that the target gives to all classes alike, in [0, 1) (Szegedy et al. 2016)
 * @param weightDecay factor of the squared weights in the loss, but past the momentum: a step subtracts twice this share of each
 *     weight, times the rate
 * @param averageDecay of the exponential moving average of the parameters, which is then the trained network, in [0, 1); 0 for
 *     none
 * @param validationImages training images, equally many of each class, that are held back to choose by; 0 for none
 * @param quantizationAware how a trained network is trained further with weights and activations on integer grids, null where a
 *     new network is trained in float
 */
public record Refinements(
        boolean cosine,
        int warmUpEpochs,
        PadCropFlipSettings padCropFlip,
        double labelSmoothing,
        double weightDecay,
        double averageDecay,
        int validationImages,
        @JsonInclude(JsonInclude.Include.NON_NULL) QuantizationAware quantizationAware) {

    public Refinements {
        require(warmUpEpochs >= 0, "warmUpEpochs", "at least 0", warmUpEpochs);
        require(labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", "in [0, 1)", labelSmoothing);
        require(weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", "at least 0", weightDecay);
        require(averageDecay >= 0 && averageDecay < 1, "averageDecay", "in [0, 1)", averageDecay);
        require(validationImages >= 0, "validationImages", "at least 0", validationImages);
    }

    /**
     * A random crop of the padded image, then a flip.
     *
     * @param padding black pixels on each side
     * @param horizontalFlip probability
     */
    public record PadCropFlipSettings(int padding, double horizontalFlip) {}

    /**
     * Quantization-aware training from a trained float network.
     *
     * @param weightBits bits of weights
     * @param activationBits bits of activations
     * @param clippedPercent percent of each weight tensor's values that are clamped at each end before it begins
     * @param start SHA-256 of the parameters it begins with; null until a run is chosen
     */
    public record QuantizationAware(int weightBits, int activationBits, double clippedPercent, String start) {}

    /** These with another start of quantization-aware training. */
    Refinements withStart(String paramsHash) {
        return new Refinements(
                cosine,
                warmUpEpochs,
                padCropFlip,
                labelSmoothing,
                weightDecay,
                averageDecay,
                validationImages,
                new QuantizationAware(
                        quantizationAware.weightBits(),
                        quantizationAware.activationBits(),
                        quantizationAware.clippedPercent(),
                        paramsHash));
    }

    private static void require(boolean holds, String field, String expected, double found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "Recipe field refinements." + field + " must be " + expected + ", found " + found + ".");
        }
    }
}
