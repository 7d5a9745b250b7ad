package org.quantzoo.zoo.analysis;

import java.util.Objects;

/**
 * The analysis of a network in training.
 *
 * @param epoch number of finished epochs; 0 is the untrained network
 * @param analysis what was found
 */
public record EpochAnalysis(int epoch, LayerwiseAnalysis analysis) {
    public EpochAnalysis {
        Objects.requireNonNull(analysis, "analysis");
        if (epoch < 0) {
            throw new IllegalArgumentException("A number of finished epochs is at least 0, found " + epoch + ".");
        }
    }
}
