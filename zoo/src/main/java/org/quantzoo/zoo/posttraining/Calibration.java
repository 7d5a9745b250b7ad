package org.quantzoo.zoo.posttraining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.quantization.Range;
import org.quantzoo.zoo.quantization.RangeAccumulator;
import org.quantzoo.zoo.quantization.RangeEstimator;

/**
 * The ranges that a network's activations span on calibration samples.
 *
 * @param samples number of samples observed
 * @param ranges one range for each network input and each vertex, by name; {@code output} holds softmax probabilities
 */
public record Calibration(long samples, Map<String, Range> ranges) {

    public Calibration {
        ranges = Map.copyOf(ranges);
    }

    /**
     * Runs a network in inference mode and observes every activation, pooled over all samples.
     *
     * @param network a network without batch normalisation, see {@link BatchNormFolding}; a network with one is accepted, but
     *     its ranges are not those of the folded network
     * @param batches inputs NHWC, at least one batch; every batch as the network takes it
     * @param estimator the range rule
     */
    public static Calibration observe(ComputationGraph network, List<INDArray> batches, RangeEstimator estimator) {
        long samples = batches.stream().mapToLong(batch -> batch.size(0)).sum();
        if (samples == 0) {
            throw new IllegalArgumentException(
                    "Calibration needs at least one sample, found none; pass training images.");
        }
        Map<String, RangeAccumulator> accumulators = new LinkedHashMap<>();
        for (INDArray batch : batches) {
            network.feedForward(batch, false).forEach((name, activation) -> accumulators
                    .computeIfAbsent(
                            name, n -> estimator.accumulator(samples * activation.length() / activation.size(0)))
                    .add(activation));
        }
        Map<String, Range> ranges = new LinkedHashMap<>();
        accumulators.forEach((name, accumulator) -> ranges.put(name, accumulator.range()));
        return new Calibration(samples, ranges);
    }

    /**
     * The range of a network input or vertex.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Range range(String name) {
        Range range = ranges.get(name);
        if (range == null) {
            throw new IllegalArgumentException("This calibration has no range for '" + name + "', found "
                    + ranges.keySet() + "; calibrate the network that is to be quantized.");
        }
        return range;
    }
}
