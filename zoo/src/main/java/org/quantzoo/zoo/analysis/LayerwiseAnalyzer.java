package org.quantzoo.zoo.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.posttraining.BatchNormFolding;
import org.quantzoo.zoo.posttraining.Calibration;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.quantization.OutputComparison;
import org.quantzoo.zoo.quantization.SignalToNoise;
import org.quantzoo.zoo.quantization.TensorStatistics;
import org.quantzoo.zoo.quantization.TensorStatisticsAccumulator;

/**
 * Measures every quantized tensor of a classifier of this library (thesis chapter 3).
 *
 * <p>The network is folded and quantized by the scheme; ranges of activations come from the same samples as the statistics. Two
 * passes over the samples are made, a batch at a time, so memory holds the activations of one batch and, for percentiles, the
 * tails of all. Everything is computed in float32 whatever the precision of training.
 */
public final class LayerwiseAnalyzer {
    private final QuantizationScheme scheme;

    /** An analyzer for one scheme. */
    public LayerwiseAnalyzer(QuantizationScheme scheme) {
        this.scheme = Objects.requireNonNull(scheme, "scheme");
    }

    /** The scheme of the thesis, {@link QuantizationScheme#quint8}. */
    public static LayerwiseAnalyzer quint8() {
        return new LayerwiseAnalyzer(QuantizationScheme.quint8());
    }

    /**
     * Analyses a network, trained or not; it is not changed, nor is ND4J's random generator.
     *
     * @param network ends in {@code logits} and a softmax {@code output}, as all networks of {@code zoo.models} do
     * @param samples inputs NHWC in batches; the thesis takes 1,024 training images
     * @throws IllegalArgumentException if there is no sample, an activation is not finite, or the network cannot be quantized
     */
    public LayerwiseAnalysis analyze(ComputationGraph network, List<INDArray> samples) {
        try (RandomState ignored = RandomState.keep();
                KernelSelector.Override alsoIgnored = useFloat32()) {
            ComputationGraph folded = BatchNormFolding.fold(network);
            Calibration calibration = Calibration.observe(folded, samples, scheme.activationRange());
            QuantizedNetwork quantized = new PostTrainingQuantizer(scheme).quantize(folded, calibration);
            return new Session(folded, calibration, quantized).analyze(network, samples);
        }
    }

    /** Layers made until this is closed compute in float32: bfloat16 operands would hide what an 8-bit grid distinguishes. */
    static KernelSelector.Override useFloat32() {
        KernelSettings current = KernelSelector.settings();
        return KernelSelector.use(new KernelSettings(current.kernels(), Precision.FLOAT32, current.threads()));
    }

    /** One network's analysis in progress. */
    private final class Session {
        private final ComputationGraph folded;
        private final Calibration calibration;
        private final QuantizedNetwork quantized;
        private final List<AnalyzedVertex> vertices;
        private final Map<String, TensorStatisticsAccumulator> activations = new TreeMap<>();
        private final Map<String, ErrorSum> errors = new TreeMap<>();
        private final OutputComparison output = new OutputComparison();

        Session(ComputationGraph folded, Calibration calibration, QuantizedNetwork quantized) {
            this.folded = folded;
            this.quantized = quantized;
            this.vertices = AnalyzedVertex.of(folded);
            this.calibration = calibration;
        }

        LayerwiseAnalysis analyze(ComputationGraph original, List<INDArray> samples) {
            samples.forEach(this::observe);
            List<LayerStatistics> layers = new ArrayList<>();
            for (AnalyzedVertex vertex : vertices) {
                layers.add(new LayerStatistics(
                        vertex.index(),
                        vertex.name(),
                        vertex.kind(),
                        vertex.kind().hasWeights() ? weights(vertex, original) : null,
                        activations.get(vertex.name()).statistics(),
                        errors.get(vertex.name()).mean()));
            }
            return new LayerwiseAnalysis(output.samples(), scheme, layers, OutputError.of(output));
        }

        private void observe(INDArray batch) {
            Map<String, INDArray> exact = folded.feedForward(batch, false);
            Map<String, INDArray> coarse = QuantizedPass.activations(quantized, batch);
            for (AnalyzedVertex vertex : vertices) {
                String name = vertex.name();
                INDArray activation = exact.get(name);
                activations
                        .computeIfAbsent(name, n -> accumulator(n, activation))
                        .add(activation);
                errors.computeIfAbsent(name, n -> new ErrorSum()).add(exact.get(name), coarse.get(name));
            }
            output.add(exact.get(QuantizedPass.OUTPUT), coarse.get(QuantizedPass.OUTPUT));
        }

        private TensorStatisticsAccumulator accumulator(String name, INDArray activation) {
            return new TensorStatisticsAccumulator(
                    calibration.range(name), scheme.activationBits(), activation.rank() - 1);
        }

        private WeightStatistics weights(AnalyzedVertex vertex, ComputationGraph original) {
            // Convolution and Dense name their weights alike.
            INDArray raw = original.getLayer(vertex.name()).getParam(Convolution.WEIGHTS);
            INDArray ready = folded.getLayer(vertex.name()).getParam(Convolution.WEIGHTS);
            return new WeightStatistics(statistics(vertex, raw), statistics(vertex, ready));
        }

        private TensorStatistics statistics(AnalyzedVertex vertex, INDArray weights) {
            return TensorStatistics.of(weights, scheme.weightRange(), scheme.weightBits(), vertex.weightChannelAxis());
        }
    }

    /** A signal-to-noise ratio over several batches. */
    private static final class ErrorSum {
        private double signal;
        private double noise;
        private long elements;

        void add(INDArray exact, INDArray coarse) {
            SignalToNoise ofBatch = SignalToNoise.of(exact, coarse);
            signal += ofBatch.signal() * exact.length();
            noise += ofBatch.noise() * exact.length();
            elements += exact.length();
        }

        SignalToNoise mean() {
            return new SignalToNoise(signal / elements, noise / elements);
        }
    }
}
