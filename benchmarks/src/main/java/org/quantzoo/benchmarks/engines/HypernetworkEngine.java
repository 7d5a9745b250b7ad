package org.quantzoo.benchmarks.engines;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.benchmarks.networks.NetworkDescription;
import org.quantzoo.zoo.ghn.GhnConfiguration;
import org.quantzoo.zoo.ghn.GhnOptimizer;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.GraphHyperNetwork;
import org.quantzoo.zoo.ghn.MetaBatch;
import org.quantzoo.zoo.ghn.TargetNetwork;

/**
 * Steps of hypernetwork training: parameters are predicted for all networks of the workload, each is run forward and backward on
 * one batch of images, and Adam moves the hypernetwork's weights.
 *
 * <p>Hypernetwork and optimiser are the same whatever the target networks are made of. The target networks are built once.
 */
abstract class HypernetworkEngine implements Engine {
    private static final GhnConfiguration CONFIGURATION = GhnConfiguration.CIFAR10.withMaxDistance(10);
    private static final GhnOptimizer.Settings ADAM = new GhnOptimizer.Settings(0.9, 0.999, 1e-8, 1e-5, 5);
    private static final double RATE = 1e-3;

    private record Batch(INDArray images, INDArray labels) {}

    private final List<Batch> batches = new ArrayList<>();
    private GraphHyperNetwork hyperNetwork;
    private GhnOptimizer optimizer;
    private MetaBatch targets;
    private long steps;

    /** The network of a description. */
    abstract TargetNetwork target(NetworkDescription description);

    /** Whether images have their channels last. */
    abstract boolean channelsLast();

    /** What computes the target networks. */
    abstract String description();

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        if (workload.mode() != Mode.TRAIN || workload.precision() != Precision.FLOAT32) {
            throw new IllegalArgumentException("Hypernetworks are trained in float32 here, found " + workload.mode()
                    + " in " + workload.precision() + ".");
        }
        GhnWeights weights = GhnWeights.random(CONFIGURATION, DataType.FLOAT, 1);
        hyperNetwork = new GraphHyperNetwork(weights);
        optimizer = new GhnOptimizer(weights, ADAM);
        targets = new MetaBatch(workload.networks().stream().map(this::target).toList());
        int size = workload.batch();
        for (int i = 0; i < images.batches(size); i++) {
            batches.add(new Batch(
                    ImageArrays.features(images, i, size, channelsLast()), ImageArrays.labels(images, i, size)));
        }
        long parameters = targets.targets().stream()
                .mapToLong(target -> target.network().numParams())
                .sum();
        return new Prepared(parameters, List.of((long) workload.networks().size(), (long) size), description());
    }

    @Override
    public void step() {
        Batch batch = batches.get((int) (steps % batches.size()));
        MetaBatch.Pass pass = targets.pass(hyperNetwork, batch.images(), batch.labels(), ++steps);
        if (!pass.isFinite()) {
            throw new IllegalStateException("The loss of step " + steps + " is not finite: " + pass.losses() + ".");
        }
        optimizer.step(pass.gradient(), RATE);
    }
}
