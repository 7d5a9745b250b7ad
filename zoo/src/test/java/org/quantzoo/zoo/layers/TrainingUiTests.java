package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsInitializationReport;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.deeplearning4j.ui.model.stats.impl.DefaultStatsUpdateConfiguration;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** DL4J's training UI shows our networks: its listener finds the architecture, and parameters, gradients and updates by name. */
class TrainingUiTests {
    private static final String SESSION = "session";
    private static final int STEPS = 3;

    @Test
    void theListenerOfTheTrainingUiReportsOurLayers() {
        ComputationGraph network =
                TinyNetworks.classifier(DataType.FLOAT, new Sgd(0.1), TinyNetworks.images(5, 4, 3), graph -> {
                    graph.addLayer("conv", new Convolution.Builder(3, 3).nOut(6).build(), "input");
                    graph.addLayer(
                            "bn",
                            new BatchNorm.Builder().rectifier(Rectifier.RELU).build(),
                            "conv");
                    graph.addVertex("sum", new ResidualSum(Rectifier.RELU), "bn", "conv");
                    return "sum";
                });
        InMemoryStatsStorage storage = new InMemoryStatsStorage();
        network.setListeners(new StatsListener(
                storage,
                null,
                new DefaultStatsUpdateConfiguration.Builder()
                        .reportingFrequency(1)
                        .build(),
                SESSION,
                "worker"));
        DataSet data =
                new DataSet(TinyNetworks.normal(DataType.FLOAT, 5, 6, 5, 4, 3), TinyNetworks.labels(DataType.FLOAT, 6));
        for (int step = 0; step < STEPS; step++) {
            network.fit(data);
        }

        StatsInitializationReport start =
                (StatsInitializationReport) storage.getStaticInfo(SESSION, StatsListener.TYPE_ID, "worker");
        assertThat(start.getModelParamNames()).contains("conv_W", "bn_gamma", "logits_b");
        assertThat(start.getModelConfigJson()).contains(Convolution.class.getName(), ResidualSum.class.getName());
        assertThat(storage.getNumUpdateRecordsFor(SESSION)).isEqualTo(STEPS);
        StatsReport report = (StatsReport) storage.getLatestUpdate(SESSION, StatsListener.TYPE_ID, "worker");
        assertThat(report.getIterationCount()).isEqualTo(STEPS - 1);
        assertThat(report.getScore()).isPositive();
        for (StatsType type : List.of(StatsType.Parameters, StatsType.Gradients, StatsType.Updates)) {
            assertThat(report.getMeanMagnitudes(type))
                    .as(type.toString())
                    .containsKeys("conv_W", "bn_gamma", "logits_b");
            assertThat(report.getMeanMagnitudes(type).get("conv_W"))
                    .as(type.toString())
                    .isPositive();
        }
    }
}
