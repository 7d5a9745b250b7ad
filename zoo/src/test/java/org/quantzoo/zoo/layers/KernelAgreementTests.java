package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.onednn.OneDnnKernelProvider;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.Range;

/** One network, computed by both kernels in float32: outputs, gradients and trained parameters agree. */
class KernelAgreementTests {
    /** Two float32 evaluations of the same sums in different order, through a few layers. */
    private static final double TOLERANCE = 1e-4;

    private static final int STEPS = 300;

    /** Measured: 3e-7 and 3e-5. Other processors sum in another order, so two and one powers of ten are left. */
    private static final double LOSSES_STAY_WITHIN = 3e-5;

    private static final double PARAMETERS_STAY_WITHIN = 3e-4;

    static Stream<Arguments> networks() {
        Map<String, Function<GraphBuilder, String>> bodies = Map.of(
                "plain",
                        graph -> {
                            graph.addLayer(
                                    "a",
                                    conv(3).nOut(8).rectifier(Rectifier.RELU).build(),
                                    "input");
                            graph.addLayer(
                                    "b",
                                    conv(2).nOut(8)
                                            .stride(2, 2)
                                            .rectifier(Rectifier.RELU6)
                                            .build(),
                                    "a");
                            graph.addLayer("c", new Pooling.Builder(PoolingGeometry.Mode.MAX).build(), "b");
                            return "c";
                        },
                "grouped and dilated",
                        graph -> {
                            graph.addLayer("a", conv(3).nOut(8).build(), "input");
                            graph.addLayer(
                                    "b",
                                    conv(3).nOut(8).groups(4).dilation(2, 2).build(),
                                    "a");
                            graph.addLayer(
                                    "c",
                                    new Pooling.Builder(PoolingGeometry.Mode.AVERAGE)
                                            .kernel(3, 3)
                                            .stride(2, 2)
                                            .padding(Padding.SAME)
                                            .build(),
                                    "b");
                            return "c";
                        },
                "depthwise separable",
                        graph -> {
                            graph.addLayer(
                                    "a", conv(3).depthwise(2).hasBias(false).build(), "input");
                            graph.addLayer(
                                    "b",
                                    new BatchNorm.Builder()
                                            .rectifier(Rectifier.RELU)
                                            .build(),
                                    "a");
                            graph.addLayer("c", conv(1).nOut(8).hasBias(false).build(), "b");
                            graph.addLayer(
                                    "d",
                                    new BatchNorm.Builder()
                                            .rectifier(Rectifier.RELU6)
                                            .build(),
                                    "c");
                            return "d";
                        },
                "residual",
                        graph -> {
                            graph.addLayer(
                                    "a",
                                    conv(3).nOut(8).rectifier(Rectifier.RELU).build(),
                                    "input");
                            graph.addLayer("b", conv(3).nOut(8).build(), "a");
                            graph.addVertex("c", new ResidualSum(Rectifier.RELU), "a", "b");
                            graph.addLayer("d", new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), "c");
                            return "d";
                        },
                "cells",
                        graph -> {
                            graph.addLayer(
                                    "a",
                                    conv(3).nOut(6)
                                            .stride(2, 2)
                                            .padding(Padding.SYMMETRIC)
                                            .build(),
                                    "input");
                            graph.addLayer("b", new Rectification.Builder(Rectifier.RELU).build(), "a");
                            graph.addLayer(
                                    "c",
                                    new Pooling.Builder(PoolingGeometry.Mode.MAX)
                                            .kernel(3, 3)
                                            .stride(2, 2)
                                            .padding(Padding.SYMMETRIC)
                                            .build(),
                                    "a");
                            graph.addLayer(
                                    "d",
                                    new Pooling.Builder(PoolingGeometry.Mode.AVERAGE)
                                            .kernel(3, 3)
                                            .stride(2, 2)
                                            .padding(Padding.SYMMETRIC)
                                            .build(),
                                    "b");
                            graph.addVertex("e", new ChannelConcat(), "c", "d");
                            return "e";
                        },
                "quantized",
                        graph -> {
                            graph.addLayer(
                                    "a",
                                    conv(3).nOut(8).rectifier(Rectifier.RELU).build(),
                                    "input");
                            // A coarse grid would turn a difference of rounding into one of a whole step.
                            graph.addLayer(
                                    "b",
                                    new FakeQuantize.Builder(AffineQuantizer.of(new Range(0, 2), 16)).build(),
                                    "a");
                            graph.addLayer(
                                    "c",
                                    new Dense.Builder()
                                            .nOut(6)
                                            .rectifier(Rectifier.RELU)
                                            .build(),
                                    "b");
                            return "c";
                        });
        return bodies.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void oneDnnAndNd4jKernelsAgree(String name, Function<GraphBuilder, String> body) {
        assumeTrue(
                new OneDnnKernelProvider().unavailable(DataType.FLOAT).isEmpty(), "oneDNN runs on x86-64 processors");
        ComputationGraph nd4j = network("nd4j", body);
        ComputationGraph onednn = network("onednn", body);
        assertThat(onednn.params()).isEqualTo(nd4j.params());

        INDArray images = TinyNetworks.normal(DataType.FLOAT, 5, 6, 8, 7, 4);
        DataSet data = new DataSet(images, TinyNetworks.labels(DataType.FLOAT, 6));
        assertClose("output", onednn.outputSingle(images), nd4j.outputSingle(images));
        for (ComputationGraph network : List.of(nd4j, onednn)) {
            network.fit(data);
        }
        assertClose("parameters after one step", onednn.params(), nd4j.params());
        assertClose("output after one step", onednn.outputSingle(images), nd4j.outputSingle(images));
    }

    /**
     * Rounding differs in the last bit of every sum, and training carries each difference on. On a loss that falls smoothly to its minimum the
     * differences do not grow beyond what a few hundred steps of float32 rounding add up to.
     */
    @Test
    void threeHundredTrainingStepsStayTogether() {
        assumeTrue(
                new OneDnnKernelProvider().unavailable(DataType.FLOAT).isEmpty(), "oneDNN runs on x86-64 processors");
        Function<GraphBuilder, String> body = graph -> {
            graph.addLayer("a", conv(3).nOut(6).hasBias(false).build(), "input");
            graph.addLayer(
                    "b", new BatchNorm.Builder().rectifier(Rectifier.RELU).build(), "a");
            graph.addLayer("c", conv(3).depthwise(1).hasBias(false).build(), "b");
            graph.addLayer(
                    "d", new BatchNorm.Builder().rectifier(Rectifier.RELU).build(), "c");
            graph.addLayer("e", new Pooling.Builder(PoolingGeometry.Mode.MAX).build(), "d");
            return "e";
        };
        Nesterovs momentum = new Nesterovs(0.005, 0.9);
        ComputationGraph nd4j = network("nd4j", momentum, body);
        ComputationGraph onednn = network("onednn", momentum, body);
        double firstLoss = 0;
        double lastLoss = 0;
        double largestGap = 0;
        for (int step = 0; step < STEPS; step++) {
            DataSet batch = separableBatch(step % 16);
            nd4j.fit(batch);
            onednn.fit(batch);
            firstLoss = step == 0 ? nd4j.score() : firstLoss;
            lastLoss = nd4j.score();
            largestGap = Math.max(largestGap, Math.abs(onednn.score() - nd4j.score()));
        }
        assertThat(lastLoss).as("the network learns").isLessThan(firstLoss / 2);
        assertThat(largestGap).as("largest difference of the losses").isLessThan(LOSSES_STAY_WITHIN);
        assertThat(onednn.params().sub(nd4j.params()).amaxNumber().doubleValue())
                .as("largest difference of a parameter after 300 steps")
                .isLessThan(PARAMETERS_STAY_WITHIN);
    }

    /** Noise around one pattern per class. */
    private static DataSet separableBatch(int index) {
        INDArray images =
                TinyNetworks.normal(DataType.FLOAT, 100 + index, 12, 8, 7, 4).muli(0.5);
        for (int i = 0; i < 12; i++) {
            images.slice(i).addi(TinyNetworks.normal(DataType.FLOAT, i % TinyNetworks.CLASSES, 8, 7, 4));
        }
        return new DataSet(images, TinyNetworks.labels(DataType.FLOAT, 12));
    }

    private static Convolution.Builder conv(int kernel) {
        return new Convolution.Builder(kernel, kernel);
    }

    private static ComputationGraph network(String kernels, Function<GraphBuilder, String> body) {
        return network(kernels, new Sgd(0.5), body);
    }

    private static ComputationGraph network(String kernels, IUpdater updater, Function<GraphBuilder, String> body) {
        try (KernelSelector.Override ignored = KernelSelector.use(new KernelSettings(kernels, Precision.FLOAT32, 2))) {
            return TinyNetworks.classifier(DataType.FLOAT, updater, TinyNetworks.images(8, 7, 4), body);
        }
    }

    private static void assertClose(String name, INDArray actual, INDArray expected) {
        assertThat(actual.sub(expected).amaxNumber().doubleValue())
                .as(name)
                .isLessThan(TOLERANCE * Math.max(1, expected.amaxNumber().doubleValue()));
    }
}
