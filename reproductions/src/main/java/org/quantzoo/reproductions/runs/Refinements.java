package org.quantzoo.reproductions.runs;

/**
 * What a recipe has beyond the papers' protocols.
 *
 * @param cosine whether the rate falls from epoch to epoch along half a cosine, from the recipe's first rate to almost 0, instead
 *     of in the recipe's steps (Loshchilov and Hutter 2017, without restarts)
 * @param warmUpEpochs epochs through which the rate rises evenly from epoch to epoch to what it would be; 0 for none
 * @param padCropFlip augmentation in the place of the recipe's, null for that
 * @param labelSmoothing share of the probability that the target gives to all classes alike, in [0, 1) (Szegedy et al. 2016)
 * @param weightDecay share of each weight that a step subtracts, times the rate; past the momentum, so a tenth of it corresponds
 *     to the usual decay under momentum 0.9
 * @param averageDecay of the exponential moving average of the parameters, which is then the trained network, in [0, 1); 0 for
 *     none
 * @param validationImages training images, equally many of each class, that are held back to choose by; 0 for none
 */
public record Refinements(
        boolean cosine,
        int warmUpEpochs,
        PadCropFlipSettings padCropFlip,
        double labelSmoothing,
        double weightDecay,
        double averageDecay,
        int validationImages) {

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

    private static void require(boolean holds, String field, String expected, double found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "Recipe field refinements." + field + " must be " + expected + ", found " + found + ".");
        }
    }
}
