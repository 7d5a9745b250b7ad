package org.quantzoo.zoo.pretrained;

import java.io.IOException;
import java.util.SortedMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.quantzoo.zoo.models.PretrainedWeights;

/** Answers {@code initPretrained} from the {@link Checkpoints} on the class path; found as a service. */
public final class ClassPathWeights implements PretrainedWeights {
    private static final String CIFAR10 = "CIFAR-10";

    @Override
    public boolean isAvailable(SortedMap<String, String> arguments, PretrainedType type) {
        try {
            checkpoint(arguments, type);
            return true;
        } catch (CheckpointNotFoundException e) {
            return false;
        }
    }

    @Override
    public ComputationGraph load(SortedMap<String, String> arguments, PretrainedType type) throws IOException {
        return checkpoint(arguments, type).load();
    }

    private static Checkpoint checkpoint(SortedMap<String, String> arguments, PretrainedType type) {
        if (type != PretrainedType.CIFAR10) {
            throw new CheckpointNotFoundException(
                    "Networks of this library are trained on CIFAR-10, found PretrainedType." + type
                            + "; use PretrainedType.CIFAR10.");
        }
        return Checkpoints.onClassPath().get(arguments, CIFAR10, Precision.FLOAT32);
    }
}
