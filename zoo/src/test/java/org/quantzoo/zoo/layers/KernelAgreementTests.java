package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.onednn.OneDnnKernelProvider;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.Range;

/** One network, computed by both kernels in float32: outputs, gradients and trained parameters agree. */
class KernelAgreementTests {
    /** Two float32 evaluations of the same sums in different order, through a few layers. */
    private static final double TOLERANCE = 1e-4;

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
                            graph.addLayer("d", new GlobalAveragePooling.Builder().build(), "c");
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

    private static Convolution.Builder conv(int kernel) {
        return new Convolution.Builder(kernel, kernel);
    }

    private static ComputationGraph network(String kernels, Function<GraphBuilder, String> body) {
        try (KernelSelector.Override ignored = KernelSelector.use(new KernelSettings(kernels, Precision.FLOAT32, 2))) {
            return TinyNetworks.classifier(DataType.FLOAT, new Sgd(0.5), TinyNetworks.images(8, 7, 4), body);
        }
    }

    private static void assertClose(String name, INDArray actual, INDArray expected) {
        assertThat(actual.sub(expected).amaxNumber().doubleValue())
                .as(name)
                .isLessThan(TOLERANCE * Math.max(1, expected.amaxNumber().doubleValue()));
    }
}
