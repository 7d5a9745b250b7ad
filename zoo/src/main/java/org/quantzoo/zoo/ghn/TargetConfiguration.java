package org.quantzoo.zoo.ghn;

import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * How a described network becomes a DL4J network.
 *
 * @param classes outputs of the classifier, at least 2
 * @param dataType type of parameters and activations: FLOAT, or DOUBLE for exact comparisons
 * @param dropout whether dropout layers are there; without them, a training-mode pass is one with batch statistics alone
 * @param fusedRectifiers whether a rectifier becomes part of the layer below where nothing else reads that layer
 * @param updater optimiser
 * @param seed seed of the initial weights
 */
public record TargetConfiguration(
        int classes, DataType dataType, boolean dropout, boolean fusedRectifiers, IUpdater updater, long seed) {

    public TargetConfiguration {
        Objects.requireNonNull(updater, "updater");
        if (classes < 2) {
            throw new IllegalArgumentException("A classifier has at least 2 classes; found " + classes + ".");
        }
        if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
            throw new IllegalArgumentException("A target network is FLOAT or DOUBLE; found " + dataType + ".");
        }
    }

    /** Float, with dropout, rectifiers fused, and no optimiser: what a hypernetwork is trained on. */
    public static TargetConfiguration training(int classes) {
        return new TargetConfiguration(classes, DataType.FLOAT, true, true, new NoOp(), 1);
    }

    /** The same without dropout: its output in training mode normalises with the statistics of the batch. */
    public static TargetConfiguration evaluation(int classes) {
        return new TargetConfiguration(classes, DataType.FLOAT, false, true, new NoOp(), 1);
    }

    /** The same with another type. */
    public TargetConfiguration withDataType(DataType type) {
        return new TargetConfiguration(classes, type, dropout, fusedRectifiers, updater, seed);
    }

    /** The same with rectifiers fused or apart. */
    public TargetConfiguration withFusedRectifiers(boolean fused) {
        return new TargetConfiguration(classes, dataType, dropout, fused, updater, seed);
    }

    /** The same with another optimiser. */
    public TargetConfiguration withUpdater(IUpdater newUpdater) {
        return new TargetConfiguration(classes, dataType, dropout, fusedRectifiers, newUpdater, seed);
    }

    /** The same with other initial weights. */
    public TargetConfiguration withSeed(long newSeed) {
        return new TargetConfiguration(classes, dataType, dropout, fusedRectifiers, updater, newSeed);
    }
}
