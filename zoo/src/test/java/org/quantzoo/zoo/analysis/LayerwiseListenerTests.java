package org.quantzoo.zoo.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.images;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.labelled;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.tiny;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.models.SimpleBlockCnn;

@ExtendWith(Float32.class)
class LayerwiseListenerTests {
    private static final int EPOCHS = 3;

    @Test
    void every_epoch_is_analysed_under_its_number_and_training_is_not_disturbed() {
        List<EpochAnalysis> history = new ArrayList<>();
        ComputationGraph watched = network();
        watched.addListeners(new LayerwiseListener(LayerwiseAnalyzer.quint8(), List.of(images(4, 77)), history::add));
        INDArray watchedParameters = train(watched);
        INDArray alone = train(network());

        // Dropout draws in every step, so equal parameters also mean an equal stream of random numbers.
        assertThat(watchedParameters).isEqualTo(alone);
        assertThat(history).extracting(EpochAnalysis::epoch).containsExactly(1, 2, 3);
        assertThat(history.get(2).analysis())
                .isEqualTo(LayerwiseAnalyzer.quint8().analyze(watched, List.of(images(4, 77))))
                .isNotEqualTo(history.get(1).analysis());
    }

    @Test
    void an_epoch_that_ends_with_diverged_parameters_is_left_out() {
        List<EpochAnalysis> history = new ArrayList<>();
        ComputationGraph diverged = network();
        diverged.params().putScalar(0, Float.NaN);

        new LayerwiseListener(LayerwiseAnalyzer.quint8(), List.of(images(4, 77)), history::add).onEpochEnd(diverged);
        assertThat(history).isEmpty();
    }

    @Test
    void a_network_of_another_class_is_refused() {
        MultiLayerNetwork other = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder().nIn(2).nOut(2).build())
                .build());
        assertThatThrownBy(() ->
                        new LayerwiseListener(LayerwiseAnalyzer.quint8(), List.of(), epoch -> {}).onEpochEnd(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MultiLayerNetwork");
    }

    private static ComputationGraph network() {
        return tiny(SimpleBlockCnn.builder()).dropout(0.5).build().init();
    }

    private static INDArray train(ComputationGraph network) {
        Nd4j.getRandom().setSeed(21);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            network.fit(new org.deeplearning4j.datasets.iterator.ExistingDataSetIterator(labelled(3, 8)));
        }
        return network.params();
    }
}
