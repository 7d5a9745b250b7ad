package org.quantzoo.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTests {

    private static final ImageShape SHAPE = new ImageShape(5, 6, 2);
    private static final float[] SCALE = {1, 1};
    private static final float[] OFFSET = {0, 0};

    private final byte[] image = new byte[SHAPE.length()];
    private final ImageWarp warp = new ImageWarp();

    AugmentationTests() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < image.length; i++) {
            image[i] = (byte) random.nextInt(256);
        }
    }

    private float[] resample() {
        float[] result = new float[SHAPE.length()];
        warp.resample(image, 0, SHAPE, SCALE, OFFSET, result, 0);
        return result;
    }

    private float pixel(int row, int column, int channel) {
        return image[(row * SHAPE.width() + column) * 2 + channel] & 0xff;
    }

    /** The pixel, or that of the nearest edge. */
    private float nearest(int row, int column, int channel) {
        return pixel(Math.max(0, Math.min(4, row)), Math.max(0, Math.min(5, column)), channel);
    }

    /** The pixel, or black. */
    private float orBlack(int row, int column, int channel) {
        return row < 0 || row > 4 || column < 0 || column > 5 ? 0 : pixel(row, column, channel);
    }

    private interface Expected {
        float at(int row, int column, int channel);
    }

    private void assertResult(Expected expected) {
        float[] result = resample();
        for (int r = 0; r < 5; r++) {
            for (int c = 0; c < 6; c++) {
                for (int k = 0; k < 2; k++) {
                    // the weights of a bilinear mean carry float rounding of up to a few ulp of 255
                    assertThat(result[(r * 6 + c) * 2 + k])
                            .as("row %d column %d channel %d", r, c, k)
                            .isCloseTo(expected.at(r, c, k), within(1e-3f));
                }
            }
        }
    }

    @Test
    void noAugmentationLeavesTheImage() {
        warp.setAffine(2, 0, 0, 0, 2, 0);
        Augmentation.none().draw(new SplittableRandom(1), SHAPE, warp);
        assertResult(this::pixel);
    }

    @Test
    void theIdentityMapLeavesTheImage() {
        warp.setAffine(1, 0, 0, 0, 1, 0);
        assertResult(this::pixel);
    }

    @Test
    void aShiftRepeatsTheNearestEdgePixel() {
        warp.setAffine(1, 0, 2, 0, 1, -3);
        assertResult((r, c, k) -> nearest(r + 2, c - 3, k));
    }

    @Test
    void aHalfPixelShiftIsTheMeanOfTwoPixels() {
        warp.setAffine(1, 0, 0, 0, 1, 0.5);
        assertResult((r, c, k) -> (nearest(r, c, k) + nearest(r, c + 1, k)) / 2);
    }

    @Test
    void flipsAreExact() {
        warp.setAffine(1, 0, 0, 0, -1, 0);
        assertResult((r, c, k) -> pixel(r, 5 - c, k));
        warp.setAffine(-1, 0, 0, 0, 1, 0);
        assertResult((r, c, k) -> pixel(4 - r, c, k));
    }

    @Test
    void aHalfTurnIsBothFlips() {
        warp.setAffine(-1, 0, 0, 0, -1, 0);
        assertResult((r, c, k) -> pixel(4 - r, 5 - c, k));
    }

    @Test
    void aQuarterTurnGoesAboutTheCentre() {
        warp.setAffine(0, -1, 0, 1, 0, 0);
        // centre (2, 2.5): row = 2 - (c - 2.5), column = 2.5 + (r - 2)
        assertResult((r, c, k) -> {
            double row = Math.max(0, Math.min(4, 4.5 - c));
            int column = r; // 2.5 + r - 2 = r + 0.5: between r and r + 1
            int top = (int) row;
            float w = (float) (row - top);
            float left = nearest(top, column, k) * (1 - w) + nearest(top + 1, column, k) * w;
            float right = nearest(top, column + 1, k) * (1 - w) + nearest(top + 1, column + 1, k) * w;
            return (left + right) / 2;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPaddedCropIsBlackOutside(boolean mirrored) {
        warp.setShift(-2, 3, mirrored);
        assertResult((r, c, k) -> orBlack(r - 2, (mirrored ? 5 - c : c) + 3, k));
    }

    @Test
    void blackIsTheStandardisedZero() {
        warp.setShift(-5, 0, false);
        float[] result = new float[SHAPE.length()];
        warp.resample(image, 0, SHAPE, new float[] {3, 4}, new float[] {-1, -2}, result, 0);
        assertThat(result[0]).isEqualTo(-1);
        assertThat(result[1]).isEqualTo(-2);
    }

    @Test
    void everyDrawOfThePapersAugmentationStaysInItsRange() {
        ImageShape shape = new ImageShape(32, 32, 1);
        byte[] ramp = new byte[1024];
        for (int i = 0; i < 1024; i++) {
            ramp[i] = (byte) (4 * (i % 32) + 64); // brightness grows with the column only
        }
        float[] result = new float[1024];
        int mirrored = 0;
        double largestShift = 0;
        for (int i = 0; i < 2_000; i++) {
            Augmentation.papers().draw(Draws.random(9, 0, i, Draws.Purpose.AUGMENTATION), shape, warp);
            warp.resample(ramp, 0, shape, new float[] {1}, new float[] {0}, result, 0);
            double acrossColumns = (result[16 * 32 + 19] - result[16 * 32 + 12]) / 28.0;
            mirrored += acrossColumns < 0 ? 1 : 0;
            // slope = cos(angle) * zoom: between 0.9 cos 15 degrees and 1.1
            assertThat(Math.abs(acrossColumns)).isBetween(0.9 * Math.cos(Math.toRadians(15)) - 1e-6, 1.1 + 1e-6);
            double centre = (result[15 * 32 + 15] + result[16 * 32 + 16]) / 2.0;
            largestShift = Math.max(largestShift, Math.abs(centre - (4 * 15.5 + 64)) / 4);
        }
        assertThat(mirrored / 2_000.0).as("share of flips").isCloseTo(0.5, within(0.05)); // 4.5 standard errors
        // 3.2 pixels to the side, and the share of 3.2 pixels down that a rotation of 15 degrees turns to the side
        assertThat(largestShift).isBetween(3.0, 3.2 * (1 + Math.sin(Math.toRadians(15))) + 1e-6);
    }

    @Test
    void paddedCropsReachEveryPositionEquallyOften() {
        int[] counts = new int[81];
        ImageShape shape = new ImageShape(32, 32, 1);
        byte[] numbered = new byte[1024];
        numbered[16 * 32 + 16] = 1;
        float[] result = new float[1024];
        for (int i = 0; i < 8_100; i++) {
            new Augmentation.PadCropFlip(4, 0).draw(Draws.random(9, 0, i, Draws.Purpose.AUGMENTATION), shape, warp);
            warp.resample(numbered, 0, shape, new float[] {1}, new float[] {0}, result, 0);
            for (int k = 0; k < 1024; k++) {
                if (result[k] != 0) {
                    counts[(k / 32 - 12) * 9 + k % 32 - 12]++;
                }
            }
        }
        // expected 100 each, standard deviation 10
        assertThat(IntStream.of(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(55, 150));
    }

    @Test
    void oneCoreWarpsTenThousandImagesASecond() {
        ImageShape shape = new ImageShape(32, 32, 3);
        byte[] pixels = new byte[shape.length()];
        float[] result = new float[shape.length()];
        float[] scale = {1, 1, 1};
        float[] offset = {0, 0, 0};
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 5; round++) { // the first rounds run before the compiler has done its work
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < 2_000; i++) {
                Augmentation.papers().draw(Draws.random(1, round, i, Draws.Purpose.AUGMENTATION), shape, warp);
                warp.resample(pixels, 0, shape, scale, offset, result, 0);
            }
            long time = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            best = Math.min(best, time / 2_000 / 1e3);
        }
        assertThat(best)
                .as("microseconds of CPU time per image; 20 were measured")
                .isLessThan(100);
    }

    @Test
    void magnitudesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Augmentation.RandomAffine(0.1, 1, 15, 0.5, 0.5))
                .hasMessage("Expected a zoom from 0 to below 1 for an augmentation, found 1.0.");
        assertThatThrownBy(() -> new Augmentation.RandomAffine(0.1, 0.1, 15, 1.5, 0.5))
                .hasMessage("Expected a probability from 0 to 1 for an augmentation, found 1.5.");
        assertThatThrownBy(() -> new Augmentation.PadCropFlip(-1, 0.5))
                .hasMessage("Expected a padding of at least 0 for an augmentation, found -1.0.");
    }
}
