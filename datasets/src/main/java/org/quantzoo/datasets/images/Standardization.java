package org.quantzoo.datasets.images;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The affine map from a pixel value v in 0..255 to the number a network sees: {@code (v / 255 - mean) / standardDeviation}.
 *
 * @param mean one mean per channel, of pixel values divided by 255
 * @param standardDeviation one population standard deviation per channel, of pixel values divided by 255; greater than 0
 */
public record Standardization(List<Double> mean, List<Double> standardDeviation) {

    /**
     * The 50,000 training images of CIFAR-10.
     *
     * <p>The means are those given by the papers. GHN-2 uses values that differ by less than 4e-7, the rounding of a float32 sum.
     */
    public static final Standardization CIFAR10 = new Standardization(
            List.of(0.49139968, 0.48215841, 0.44653091), List.of(0.24703223, 0.24348513, 0.26158784));

    /** The 50,000 training images of CIFAR-100. */
    public static final Standardization CIFAR100 = new Standardization(
            List.of(0.50707516, 0.48654887, 0.44091784), List.of(0.26733429, 0.25643846, 0.27615047));

    public Standardization {
        mean = List.copyOf(mean);
        standardDeviation = List.copyOf(standardDeviation);
        if (mean.isEmpty() || mean.size() != standardDeviation.size()) {
            throw new IllegalArgumentException("Expected one mean and one standard deviation per channel, found "
                    + mean.size() + " and " + standardDeviation.size() + ".");
        }
        for (int c = 0; c < mean.size(); c++) {
            double deviation = standardDeviation.get(c);
            if (!Double.isFinite(mean.get(c)) || !Double.isFinite(deviation) || deviation <= 0) {
                throw new IllegalArgumentException(
                        "Expected a finite mean and a positive standard deviation in channel " + c + ", found "
                                + mean.get(c) + " and " + deviation + ".");
            }
        }
    }

    /** Scales pixel values to 0..1 and leaves them there. */
    public static Standardization unitInterval(int channels) {
        return new Standardization(Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
    }

    /**
     * Measures the given images, with exact integer sums.
     *
     * @throws IllegalArgumentException where there is no image, or a channel is constant
     */
    public static Standardization of(LabeledImages images) {
        if (images.size() == 0) {
            throw new IllegalArgumentException("Expected at least one image to measure, found none.");
        }
        int channels = images.shape().channels();
        long[] sum = new long[channels];
        long[] squares = new long[channels];
        byte[] pixels = images.pixels();
        for (int at = 0; at < pixels.length; at += channels) {
            for (int c = 0; c < channels; c++) {
                int value = pixels[at + c] & 0xff;
                sum[c] += value;
                squares[c] += (long) value * value;
            }
        }
        double count = pixels.length / channels;
        List<Double> mean = new ArrayList<>();
        List<Double> deviation = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            double m = sum[c] / count;
            mean.add(m / 255);
            deviation.add(Math.sqrt(squares[c] / count - m * m) / 255);
        }
        return new Standardization(mean, deviation);
    }

    /** The number of channels. */
    public int channels() {
        return mean.size();
    }

    /** The standardised value of pixel value {@code value} (0..255) in the given channel. */
    public double apply(double value, int channel) {
        return (value / 255 - mean.get(channel)) / standardDeviation.get(channel);
    }

    /** The largest difference to another standardisation in any mean or standard deviation. */
    public double distance(Standardization other) {
        if (other.channels() != channels()) {
            throw new IllegalArgumentException(
                    "Expected " + channels() + " channels to compare, found " + other.channels() + ".");
        }
        double largest = 0;
        for (int c = 0; c < channels(); c++) {
            largest = Math.max(largest, Math.abs(mean.get(c) - other.mean.get(c)));
            largest = Math.max(largest, Math.abs(standardDeviation.get(c) - other.standardDeviation.get(c)));
        }
        return largest;
    }
}
