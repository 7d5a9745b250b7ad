package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.layers.KernelSettings.Precision;

/** What DL4J's training does with our layers: updates, regularisation, workspaces, listeners, transfer learning. */
class LayerTrainingTests {
    private static final INDArray IMAGES = TinyNetworks.normal(DataType.FLOAT, 5, 6, 5, 4, 3);
    private static final DataSet DATA = new DataSet(IMAGES, TinyNetworks.labels(DataType.FLOAT, 6));

    private static KernelSelector.Override oneThread;

    /** On arrays this small a second thread only waits. */
    @BeforeAll
    static void computeWithOneThread() {
        oneThread = KernelSelector.use(new KernelSettings("auto", Precision.FLOAT32, 1));
    }

    @AfterAll
    static void restoreThreads() {
        oneThread.close();
    }

    @Test
    void runningStatisticsMoveTowardsThoseOfTheBatchByOneMinusMomentum() {
        ComputationGraph network =
                TinyNetworks.classifier(DataType.DOUBLE, new Adam(0.1), TinyNetworks.images(5, 4, 3), graph -> {
                    graph.addLayer("bn", new BatchNorm.Builder().build(), "input");
                    return "bn";
                });
        INDArray images =
                TinyNetworks.normal(DataType.DOUBLE, 1, 6, 5, 4, 3).muli(2).addi(1);
        INDArray rows = images.reshape('c', 6 * 5 * 4, 3);
        INDArray batchMean = rows.mean(true, 0);
        INDArray batchVariance = rows.var(false, 0).reshape(1, 3);
        DataSet data = new DataSet(images, TinyNetworks.labels(DataType.DOUBLE, 6));
        double mean = 0;
        double variance = 1;
        for (int step = 0; step < 3; step++) {
            network.fit(data);
            mean = 0.99 * mean + 0.01 * batchMean.getDouble(1);
            variance = 0.99 * variance + 0.01 * batchVariance.getDouble(1);
        }
        assertThat(network.getParam("bn_mean").getDouble(1)).isCloseTo(mean, within(1e-12));
        assertThat(network.getParam("bn_var").getDouble(1)).isCloseTo(variance, within(1e-12));
        assertThat(network.getParam("bn_gamma").getDouble(1)).isNotEqualTo(1.0);
    }

    @Test
    void inferenceUsesTheRunningStatistics() {
        ComputationGraph network = blockNetwork(settings());
        INDArray before = network.outputSingle(IMAGES);
        network.setParam("bn_mean", network.getParam("bn_mean").add(1));
        assertThat(network.outputSingle(IMAGES)).isNotEqualTo(before);
        assertThat(network.output(true, IMAGES)[0])
                .isEqualTo(blockNetwork(settings()).output(true, IMAGES)[0]);
    }

    @Test
    void gradientClippingLeavesTheRunningStatisticsAlone() {
        ComputationGraph plain = blockNetwork(settings());
        ComputationGraph clipped = blockNetwork(settings()
                .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                .gradientNormalizationThreshold(1e-6));
        plain.fit(DATA);
        clipped.fit(DATA);
        assertThat(clipped.getParam("bn_mean")).isEqualTo(plain.getParam("bn_mean"));
        assertThat(clipped.getParam("bn_var")).isEqualTo(plain.getParam("bn_var"));
        assertThat(clipped.getParam("conv_W")).isNotEqualTo(plain.getParam("conv_W"));
    }

    @Test
    void regularisationTouchesWeightsOnly() {
        ComputationGraph plain = blockNetwork(settings());
        plain.fit(DATA);
        List<NeuralNetConfiguration.Builder> regularised = List.of(
                settings().l2(0.5),
                settings().l1(0.5),
                settings().weightDecay(0.5),
                settings().weightDecay(0.5, false));
        for (NeuralNetConfiguration.Builder settings : regularised) {
            ComputationGraph network = blockNetwork(settings);
            network.fit(DATA);
            network.paramTable().forEach((key, value) -> {
                if (key.endsWith("_W")) {
                    assertThat(value).as(key).isNotEqualTo(plain.getParam(key));
                } else {
                    assertThat(value).as(key).isEqualTo(plain.getParam(key));
                }
            });
        }
    }

    @Test
    void biasSettingsReachTheBiasesAndNothingElse() {
        ComputationGraph plain = blockNetwork(settings());
        ComputationGraph special =
                blockNetwork(settings().biasUpdater(new Sgd(0.05)).l2Bias(0.5));
        for (ComputationGraph network : List.of(plain, special)) {
            network.getParam("second_b").assign(1);
            network.fit(DATA);
        }
        special.paramTable().forEach((key, value) -> {
            if (key.equals("second_b") || key.equals("logits_b")) {
                assertThat(value).as(key).isNotEqualTo(plain.getParam(key));
            } else if (!key.equals("conv_b")) { // in front of batch normalisation, where a bias has no gradient
                assertThat(value).as(key).isEqualTo(plain.getParam(key));
            }
        });
    }

    @Test
    void trainingLearnsTheTrainingSet() {
        ComputationGraph network = blockNetwork(settings().updater(new Adam(0.05)));
        for (int step = 0; step < 30; step++) {
            network.fit(DATA);
        }
        // The loss of guessing is ln 3 = 1.10.
        assertThat(network.score(DATA, true)).isLessThan(0.1);
    }

    @Test
    void equalSeedsTrainToEqualParameters() {
        ComputationGraph first = blockNetwork(settings());
        ComputationGraph second = blockNetwork(settings());
        for (int step = 0; step < 5; step++) {
            first.fit(DATA);
            second.fit(DATA);
        }
        assertThat(second.params()).isEqualTo(first.params());
    }

    @Test
    void initialWeightsDependOnSeedAndLayerNameAlone() {
        INDArray reference = initialWeights("a", Initializer.HE_NORM, 3, false);
        assertThat(initialWeights("a", Initializer.HE_NORM, 3, true)).isEqualTo(reference);
        assertThat(initialWeights("b", Initializer.HE_NORM, 3, false)).isNotEqualTo(reference);
        assertThat(initialWeights("a", Initializer.HE_NORM, 4, false)).isNotEqualTo(reference);
        assertThat(initialWeights("a", Initializer.HE_UNI, 3, false)).isNotEqualTo(reference);
    }

    private static INDArray initialWeights(String name, Initializer initializer, long seed, boolean layerInFront) {
        var graph = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(TinyNetworks.images(5, 4, 3));
        String top = "input";
        if (layerInFront) {
            graph.addLayer("front", new Convolution.Builder(1, 1).nOut(3).build(), top);
            top = "front";
        }
        graph.addLayer(
                        name,
                        new Convolution.Builder(3, 3)
                                .nOut(4)
                                .initializer(initializer)
                                .build(),
                        top)
                .setOutputs(name);
        ComputationGraph network = new ComputationGraph(graph.build());
        network.init();
        assertThat(network.getParam(name + "_b").amaxNumber().doubleValue()).isZero();
        return network.getParam(name + "_W");
    }

    @Test
    void activationsAndTheirGradientsLiveInWorkspaces() {
        ComputationGraph network = blockNetwork(settings());
        Map<String, Boolean> attached = new HashMap<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onForwardPass(Model model, Map<String, INDArray> activations) {
                activations.forEach((name, array) -> attached.put(name, array.isAttached()));
            }
        });
        network.fit(DATA);
        for (String name : List.of("conv", "bn", "sum", "pool", "logits")) {
            assertThat(attached).containsEntry(name, true);
        }
    }

    @Test
    void listenersSeeScoresAndGradients() {
        ComputationGraph network = blockNetwork(settings());
        List<Double> scores = new ArrayList<>();
        List<Boolean> gradients = new ArrayList<>();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                scores.add(model.score());
            }

            @Override
            public void onGradientCalculation(Model model) {
                gradients.add(
                        model.gradient().getGradientFor("conv_W").amaxNumber().doubleValue() > 0);
            }
        });
        network.fit(DATA);
        network.fit(DATA);
        assertThat(scores).hasSize(2).doesNotContainNull();
        assertThat(scores.get(1)).isLessThan(scores.get(0));
        assertThat(gradients).containsExactly(true, true);
    }

    @Test
    void frozenLayersKeepParametersAndStatisticsWhileTheRestLearns() {
        ComputationGraph pretrained = blockNetwork(settings());
        pretrained.fit(DATA);
        ComputationGraph network = new TransferLearning.GraphBuilder(pretrained)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Sgd(0.1))
                        .build())
                .setFeatureExtractor("bn")
                .build();
        assertThat(network.outputSingle(IMAGES)).isEqualTo(pretrained.outputSingle(IMAGES));
        Map<String, INDArray> before = copy(network.paramTable());
        network.fit(DATA);
        for (String key : List.of("conv_W", "conv_b", "bn_gamma", "bn_beta", "bn_mean", "bn_var")) {
            assertThat(network.getParam(key)).as(key).isEqualTo(before.get(key));
        }
        for (String key : List.of("second_W", "second_b", "logits_W")) {
            assertThat(network.getParam(key)).as(key).isNotEqualTo(before.get(key));
        }
    }

    @Test
    void transferLearningReplacesTheClassifier() {
        ComputationGraph pretrained = blockNetwork(settings());
        ComputationGraph network = new TransferLearning.GraphBuilder(pretrained)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .seed(99)
                        .updater(new Sgd(0.1))
                        .build())
                .removeVertexKeepConnections("logits")
                .addLayer(
                        "logits",
                        new Dense.Builder().nIn(24).nOut(TinyNetworks.CLASSES).build(),
                        "pool")
                .build();
        assertThat(network.getParam("conv_W")).isEqualTo(pretrained.getParam("conv_W"));
        assertThat(network.getParam("logits_W")).isNotEqualTo(pretrained.getParam("logits_W"));
        network.fit(DATA);
    }

    private static NeuralNetConfiguration.Builder settings() {
        return new NeuralNetConfiguration.Builder().updater(new Sgd(0.1));
    }

    private static ComputationGraph blockNetwork(NeuralNetConfiguration.Builder settings) {
        return TinyNetworks.classifier(settings, DataType.FLOAT, TinyNetworks.images(5, 4, 3), graph -> {
            graph.addLayer(
                    "conv",
                    new Convolution.Builder(3, 3).nOut(6).inputGradient(false).build(),
                    "input");
            graph.addLayer(
                    "bn", new BatchNorm.Builder().rectifier(Rectifier.RELU).build(), "conv");
            graph.addLayer("second", new Convolution.Builder(3, 3).nOut(6).build(), "bn");
            graph.addVertex("sum", new ResidualSum(Rectifier.RELU), "second", "bn");
            graph.addLayer("pool", new Pooling.Builder(PoolingGeometry.Mode.MAX).build(), "sum");
            return "pool";
        });
    }

    private static Map<String, INDArray> copy(Map<String, INDArray> table) {
        Map<String, INDArray> copy = new HashMap<>();
        table.forEach((key, value) -> copy.put(key, value.dup()));
        return copy;
    }
}
