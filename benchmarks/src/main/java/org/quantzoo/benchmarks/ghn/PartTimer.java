package org.quantzoo.benchmarks.ghn;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.benchmarks.engines.SampleImages;
import org.quantzoo.benchmarks.networks.BenchmarkArchitecture;
import org.quantzoo.benchmarks.program.Median;
import org.quantzoo.datasets.architectures.GraphTensor;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.zoo.ghn.GhnConfiguration;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.GraphHyperNetwork;
import org.quantzoo.zoo.ghn.GraphPlan;
import org.quantzoo.zoo.ghn.Prediction;
import org.quantzoo.zoo.ghn.SameDiffExport;
import org.quantzoo.zoo.ghn.TargetNetwork;

/**
 * Times the parts of a step on single networks, in this process.
 *
 * <p>Each part runs once unmeasured and then several times; the median of these is the network's time. DL4J runs forward and
 * backward in one call, so the backward pass is that call less a forward pass in training mode.
 */
final class PartTimer {
    private static final int BATCH = 32;

    private final GraphHyperNetwork hyperNetwork =
            new GraphHyperNetwork(GhnWeights.random(GhnConfiguration.CIFAR10.withMaxDistance(10), DataType.FLOAT, 1));
    private final INDArray images;
    private final INDArray labels;
    private final int repetitions;

    PartTimer(SampleImages sample, int repetitions) {
        images = Nd4j.createFromArray(sample.channelsLast(0, BATCH))
                .reshape(
                        BATCH,
                        sample.shape().height(),
                        sample.shape().width(),
                        sample.shape().channels());
        labels = Nd4j.createFromArray(sample.oneHot(0, BATCH)).reshape(BATCH, sample.classes());
        this.repetitions = repetitions;
    }

    /** The milliseconds of graph construction and prediction alone. */
    Map<Part, Double> prediction(BenchmarkArchitecture network) {
        Map<Part, Double> times = new EnumMap<>(Part.class);
        GraphPlan plan = timed(times, Part.GRAPH, () -> plan(network));
        timed(times, Part.PREDICTION, () -> hyperNetwork.predict(List.of(plan)));
        return times;
    }

    /** The milliseconds of all parts. */
    Map<Part, Double> step(BenchmarkArchitecture network) {
        Map<Part, Double> times = prediction(network);
        TargetNetwork target = network.target();
        Prediction prediction = hyperNetwork.predict(List.of(hyperNetwork.plan(target.graph())));
        timed(times, Part.ASSIGNMENT, () -> {
            target.assign(prediction.parameters(0));
            return null;
        });
        timed(times, Part.TARGET_FORWARD, () -> target.network().output(true, images));
        TargetNetwork.Pass pass = timed(times, Part.TARGET_BACKWARD, () -> target.pass(images, labels));
        times.merge(Part.TARGET_BACKWARD, -times.get(Part.TARGET_FORWARD), Double::sum);
        timed(times, Part.BACKPROPAGATION, () -> hyperNetwork.backpropagate(prediction, List.of(pass.gradients())));
        return times;
    }

    /** The milliseconds of graph construction and prediction, and of the same prediction as a SameDiff graph. */
    Map<Part, Double> export(BenchmarkArchitecture network) {
        Map<Part, Double> times = prediction(network);
        GraphPlan plan = plan(network);
        List<String> names = plan.tensors().stream().map(GraphTensor::name).toList();
        SameDiff graph = timed(times, Part.EXPORT, () -> SameDiffExport.of(hyperNetwork, plan));
        timed(times, Part.EXPORTED_PREDICTION, () -> SameDiffExport.predict(graph, names));
        return times;
    }

    private GraphPlan plan(BenchmarkArchitecture network) {
        return hyperNetwork.plan(NetworkGraph.of(network.architecture(), BenchmarkArchitecture.CLASSES));
    }

    private <T> T timed(Map<Part, Double> times, Part part, Supplier<T> work) {
        T result = work.get();
        double[] milliseconds = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            result = work.get();
            milliseconds[i] = (System.nanoTime() - start) / 1e6;
        }
        times.put(part, Median.of(milliseconds));
        return result;
    }

    /** The times of several networks, part by part. */
    static List<Timing> byPart(int channels, List<Map<Part, Double>> networks) {
        List<Timing> timings = new ArrayList<>();
        for (Part part : Part.values()) {
            if (networks.get(0).containsKey(part)) {
                timings.add(new Timing(
                        part,
                        channels,
                        networks.stream().map(times -> times.get(part)).toList()));
            }
        }
        return timings;
    }
}
