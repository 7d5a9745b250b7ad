package org.quantzoo.zoo.analysis;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Analyses a network at the end of every training epoch (thesis section 4.6).
 *
 * <pre>{@code
 * List<EpochAnalysis> history = new ArrayList<>();
 * network.addListeners(new LayerwiseListener(LayerwiseAnalyzer.quint8(), samples, history::add));
 * network.fit(batches, epochs);
 * }</pre>
 *
 * <p>Training goes on as without it, to the same parameters. An epoch that leaves a parameter that is not finite is not analysed.
 */
public final class LayerwiseListener extends BaseTrainingListener {
    private final LayerwiseAnalyzer analyzer;
    private final List<INDArray> samples;
    private final Consumer<EpochAnalysis> consumer;

    /**
     * A listener.
     *
     * @param analyzer measures
     * @param samples inputs NHWC in batches, the same for all epochs
     * @param consumer takes each epoch's analysis, in the thread that trains
     */
    public LayerwiseListener(LayerwiseAnalyzer analyzer, List<INDArray> samples, Consumer<EpochAnalysis> consumer) {
        this.analyzer = Objects.requireNonNull(analyzer, "analyzer");
        this.samples = List.copyOf(samples);
        this.consumer = Objects.requireNonNull(consumer, "consumer");
    }

    @Override
    public void onEpochEnd(Model model) {
        if (!(model instanceof ComputationGraph network)) {
            throw new IllegalArgumentException("A layerwise analysis needs a ComputationGraph, found "
                    + model.getClass().getSimpleName() + "; convert the network with toComputationGraph().");
        }
        if (!Double.isFinite(network.params().sumNumber().doubleValue())) {
            return; // whoever trains ends a training that diverged
        }
        // DL4J counts an epoch after its listeners have heard of its end.
        consumer.accept(new EpochAnalysis(network.getEpochCount() + 1, analyzer.analyze(network, samples)));
    }
}
