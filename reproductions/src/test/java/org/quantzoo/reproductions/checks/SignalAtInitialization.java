package org.quantzoo.reproductions.checks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.initialization.InitializerScope;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;

/** How far a unit-variance random image gets through an untrained simple-block network without batch normalisation. */
final class SignalAtInitialization {

    /** Below this standard deviation a signal has vanished; midway between the largest such signal and the smallest healthy one. */
    static final double VANISHED_BELOW = 5e-4;

    /** Above this one it explodes; between the largest healthy signal and the smallest exploding one. */
    static final double EXPLODED_ABOVE = 5;

    private static final int IMAGES = 2;

    /** The dense head is not measured, so it is kept small. */
    private static final int HIDDEN_UNITS = 4;

    private static final int SIDE = 32;
    private static final int CHANNELS = 3;

    /**
     * The signal behind one convolution.
     *
     * @param layer its name
     * @param range largest minus smallest activation
     * @param standardDeviation of the activations
     */
    record LayerSignal(String layer, double range, double standardDeviation) {}

    private SignalAtInitialization() {}

    /** The signal behind each convolution, in forward order. */
    static List<LayerSignal> of(
            SimpleBlock block, Initializer initializer, InitializerScope scope, FanConvention fans, long seed) {
        ComputationGraph network = SimpleBlockCnn.builder()
                .block(block)
                .batchNorm(false)
                .initializer(initializer)
                .initializerScope(scope)
                .fanConvention(fans)
                .hiddenUnits(HIDDEN_UNITS)
                .seed(seed)
                .build()
                .init();
        Map<String, INDArray> activations = network.feedForward(randomImages(seed), false);
        List<LayerSignal> signals = new ArrayList<>();
        for (String vertex : network.getConfiguration().getTopologicalOrderStr()) {
            if (network.getConfiguration().getVertices().get(vertex) instanceof LayerVertex layer
                    && layer.getLayerConf().getLayer() instanceof Convolution) {
                signals.add(signal(vertex, activations.get(vertex)));
            }
        }
        network.close();
        return signals;
    }

    /** Whether a signal lies in the band. */
    static boolean arrives(double standardDeviation) {
        return standardDeviation >= VANISHED_BELOW && standardDeviation <= EXPLODED_ABOVE;
    }

    /** The median over seeds of the standard deviation behind the last convolution. */
    static double medianAtTheEnd(Map<Long, List<LayerSignal>> bySeed) {
        double[] ends = bySeed.values().stream()
                .mapToDouble(signals -> signals.get(signals.size() - 1).standardDeviation())
                .sorted()
                .toArray();
        return ends[ends.length / 2];
    }

    /** The signals of several seeds. */
    static Map<Long, List<LayerSignal>> of(
            SimpleBlock block, Initializer initializer, InitializerScope scope, FanConvention fans, long[] seeds) {
        Map<Long, List<LayerSignal>> bySeed = new TreeMap<>();
        for (long seed : seeds) {
            bySeed.put(seed, of(block, initializer, scope, fans, seed));
        }
        return bySeed;
    }

    private static LayerSignal signal(String layer, INDArray activations) {
        double[] values = activations.dup('c').data().asDouble();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        return new LayerSignal(layer, max - min, Math.sqrt(variance));
    }

    private static INDArray randomImages(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[IMAGES * SIDE * SIDE * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.createFromArray(values).reshape('c', IMAGES, SIDE, SIDE, CHANNELS);
    }
}
