package org.quantzoo.benchmarks.ghn;

import java.util.List;

/**
 * One part of the work on several networks.
 *
 * @param part which
 * @param channels initial channels of the networks
 * @param milliseconds of each network
 */
record Timing(Part part, int channels, List<Double> milliseconds) {

    Timing {
        milliseconds = List.copyOf(milliseconds);
        if (milliseconds.isEmpty()) {
            throw new IllegalArgumentException("A timing has at least one network, found none.");
        }
    }

    /** The quantile with this share below it, interpolated between the two nearest networks. */
    double quantile(double share) {
        double[] sorted =
                milliseconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double position = share * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /** The median over networks. */
    double median() {
        return quantile(0.5);
    }
}
