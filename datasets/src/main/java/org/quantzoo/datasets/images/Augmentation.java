package org.quantzoo.datasets.images;

import java.util.SplittableRandom;

/**
 * A distribution over geometric changes of a training image.
 *
 * <p>An augmentation only draws; {@link ImageWarp} resamples. The generator it draws from belongs to one image of one epoch,
 * so the change is a function of (seed, epoch, index).
 */
public sealed interface Augmentation permits Augmentation.None, Augmentation.RandomAffine, Augmentation.PadCropFlip {

    /** Leaves every image as it is. */
    static Augmentation none() {
        return new None();
    }

    /**
     * The augmentation of the papers: shift, zoom, rotation and both flips.
     *
     * <p>The papers state the kinds only; the magnitudes (shift 0.1, zoom 0.1, rotation 15 degrees, flips with probability one
     * half) are this project's choice.
     */
    static Augmentation papers() {
        return new RandomAffine(0.1, 0.1, 15, 0.5, 0.5);
    }

    /** The augmentation of GHN-2's CIFAR-10 training: pad by four black pixels, crop at random, flip left to right. */
    static Augmentation padCropFlip() {
        return new PadCropFlip(4, 0.5);
    }

    /**
     * Draws one change.
     *
     * @param random the generator of this image and epoch
     * @param shape the size of the image
     * @param warp receives the change; whatever it held before is lost
     */
    void draw(SplittableRandom random, ImageShape shape, ImageWarp warp);

    /** No change. */
    record None() implements Augmentation {
        @Override
        public void draw(SplittableRandom random, ImageShape shape, ImageWarp warp) {
            warp.setIdentity();
        }
    }

    /**
     * Rotation, shift, zoom and flips about the image centre, resampled once.
     *
     * <p>The conventions are those of Keras' {@code ImageDataGenerator}: each axis is shifted by up to {@code shift} times its
     * length and zoomed by its own factor from {@code 1 - zoom} to {@code 1 + zoom}; the map from output to input is rotation
     * times shift times zoom; what comes from outside the image takes the nearest edge pixel; interpolation is bilinear.
     *
     * @param shift largest shift, as a fraction of the axis, 0 to 1
     * @param zoom largest relative change of scale, 0 (inclusive) to 1 (exclusive)
     * @param rotationDegrees largest rotation in either direction, 0 to 180
     * @param horizontalFlip probability of a left-right flip
     * @param verticalFlip probability of a top-bottom flip
     */
    record RandomAffine(double shift, double zoom, double rotationDegrees, double horizontalFlip, double verticalFlip)
            implements Augmentation {

        public RandomAffine {
            require(shift >= 0 && shift <= 1, "a shift from 0 to 1", shift);
            require(zoom >= 0 && zoom < 1, "a zoom from 0 to below 1", zoom);
            require(
                    rotationDegrees >= 0 && rotationDegrees <= 180,
                    "a rotation from 0 to 180 degrees",
                    rotationDegrees);
            requireProbability(horizontalFlip);
            requireProbability(verticalFlip);
        }

        @Override
        public void draw(SplittableRandom random, ImageShape shape, ImageWarp warp) {
            double angle = StrictMath.toRadians(Draws.between(random, -rotationDegrees, rotationDegrees));
            double down = Draws.between(random, -shift, shift) * shape.height();
            double right = Draws.between(random, -shift, shift) * shape.width();
            double zoomRows = Draws.between(random, 1 - zoom, 1 + zoom);
            double zoomColumns = Draws.between(random, 1 - zoom, 1 + zoom);
            boolean mirrorColumns = Draws.between(random, 0, 1) < horizontalFlip;
            boolean mirrorRows = Draws.between(random, 0, 1) < verticalFlip;
            // StrictMath, because Math.sin may differ in the last bit between platforms.
            double cos = StrictMath.cos(angle);
            double sin = StrictMath.sin(angle);
            double rowSign = mirrorRows ? -zoomRows : zoomRows;
            double columnSign = mirrorColumns ? -zoomColumns : zoomColumns;
            warp.setAffine(
                    cos * rowSign,
                    -sin * columnSign,
                    cos * down - sin * right,
                    sin * rowSign,
                    cos * columnSign,
                    sin * down + cos * right);
        }
    }

    /**
     * A random crop, of the original size, of the image padded with black, then a left-right flip.
     *
     * @param padding black pixels on each side, at least 0
     * @param horizontalFlip probability of the flip
     */
    record PadCropFlip(int padding, double horizontalFlip) implements Augmentation {

        public PadCropFlip {
            require(padding >= 0, "a padding of at least 0", padding);
            requireProbability(horizontalFlip);
        }

        @Override
        public void draw(SplittableRandom random, ImageShape shape, ImageWarp warp) {
            int down = Draws.below(random, 2 * padding + 1) - padding;
            int right = Draws.below(random, 2 * padding + 1) - padding;
            warp.setShift(down, right, Draws.between(random, 0, 1) < horizontalFlip);
        }
    }

    private static void requireProbability(double p) {
        require(p >= 0 && p <= 1, "a probability from 0 to 1", p);
    }

    private static void require(boolean holds, String expected, double found) {
        if (!holds) {
            throw new IllegalArgumentException("Expected " + expected + " for an augmentation, found " + found + ".");
        }
    }
}
