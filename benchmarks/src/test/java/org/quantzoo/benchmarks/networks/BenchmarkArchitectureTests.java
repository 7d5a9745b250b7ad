package org.quantzoo.benchmarks.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.zoo.ghn.GhnConfiguration;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.GraphHyperNetwork;
import org.quantzoo.zoo.ghn.MetaBatch;
import org.quantzoo.zoo.ghn.TargetNetwork;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;

/** Target networks of hypernetworks, of the zoo's layers and of DL4J's. */
class BenchmarkArchitectureTests {
    private static final int BATCH = 4;

    /** The first networks that DL4J's layers can express; together they have every operation of a description. */
    static List<Integer> tested() {
        return IntStream.iterate(0, index -> index + 1)
                .filter(index -> network(index).description().operations().stream()
                        .noneMatch(operation ->
                                operation instanceof Operation.Convolution c && c.depthwise() && c.dilation() > 1))
                .limit(4)
                .boxed()
                .toList();
    }

    private KernelSelector.Override kernels;

    @BeforeEach
    void computeInFloat32() {
        KernelSettings settings = KernelSelector.settings();
        kernels = KernelSelector.use(
                new KernelSettings(settings.kernels(), KernelSettings.Precision.FLOAT32, settings.threads()));
    }

    @AfterEach
    void computeAsBefore() {
        kernels.close();
    }

    private static BenchmarkArchitecture network(int index) {
        return new BenchmarkArchitecture(ArchitectureSplit.ID, index, 4, 8);
    }

    private static MetaBatch.Pass pass(TargetNetwork target, INDArray images) {
        GhnWeights weights = GhnWeights.random(GhnConfiguration.CIFAR10.withMaxDistance(10), DataType.FLOAT, 3);
        INDArray labels = Nd4j.eye(10).castTo(DataType.FLOAT).getRows(0, 1, 2, 3);
        return new MetaBatch(List.of(target)).pass(new GraphHyperNetwork(weights), images, labels, 1);
    }

    @ParameterizedTest
    @MethodSource("tested")
    void dl4jsLayersGiveTheSameLossAndTheSameGradientOfTheHypernetwork(int index) {
        BenchmarkArchitecture network = network(index);
        double[] pixels =
                new SplittableRandom(1).doubles(BATCH * 3 * 32 * 32, -1, 1).toArray();
        INDArray first = Nd4j.createFromArray(pixels).castTo(DataType.FLOAT).reshape(BATCH, 3, 32, 32);
        TargetNetwork stock = TargetNetwork.of(StockNetwork.of(network.description()));
        TargetNetwork ours = network.target();

        MetaBatch.Pass theirs = pass(stock, first);
        MetaBatch.Pass own = pass(ours, first.permute(0, 2, 3, 1).dup('c'));

        assertThat(stock.graph().size()).isEqualTo(ours.graph().size());
        assertThat(stock.network().numParams()).isEqualTo(ours.network().numParams());
        // Float sums in another order: measured 1e-7 and 1e-10.
        assertThat(theirs.loss()).isCloseTo(own.loss(), within(1e-5));
        INDArray a = theirs.gradient().vector().castTo(DataType.DOUBLE);
        INDArray b = own.gradient().vector().castTo(DataType.DOUBLE);
        double cosine = a.mul(b).sumNumber().doubleValue()
                / (a.norm2Number().doubleValue() * b.norm2Number().doubleValue());
        assertThat(cosine).isGreaterThan(1 - 1e-6);
    }

    @Test
    void theTestedNetworksHaveEveryOperationAndTheirDescriptionsSurviveTheWayToAnotherProcess() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Set<Class<?>> operations = new HashSet<>();
        for (int index : tested()) {
            NetworkDescription description = network(index).description();
            description.operations().forEach(operation -> operations.add(operation.getClass()));
            assertThat(json.readValue(json.writeValueAsString(description), NetworkDescription.class))
                    .isEqualTo(description);
        }
        assertThat(operations)
                .contains(
                        Operation.Pool.class,
                        Operation.GlobalAverage.class,
                        Operation.Concat.class,
                        Operation.Rectify.class,
                        Operation.Crop.class,
                        Operation.Sum.class);
    }

    /** Dilated depthwise convolutions can be compared when this fails. */
    @Test
    void dl4jsDepthwiseConvolutionFailsWhereItIsDilated() {
        INDArray x = Nd4j.ones(DataType.FLOAT, 1, 2, 8, 8);
        ComputationGraph network = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("x")
                .setInputTypes(InputType.convolutional(8, 8, 2, CNN2DFormat.NCHW))
                .addLayer(
                        "conv",
                        new DepthwiseConvolution2D.Builder(3, 3)
                                .dilation(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .depthMultiplier(1)
                                .nOut(2)
                                .build(),
                        "x")
                .addLayer("output", new CnnLossLayer.Builder().build(), "conv")
                .setOutputs("output")
                .build());
        network.init();

        assertThatThrownBy(() -> network.outputSingle(x)).hasStackTraceContaining("dilated convolution");
    }

    @Test
    void anArchitectureIsFoundByItsName() {
        BenchmarkArchitecture network = new BenchmarkArchitecture(ArchitectureSplit.ID, 17, 32, 64);

        assertThat(network.name()).isEqualTo("id/17/c32/h64");
        assertThat(BenchmarkArchitecture.named(network.name())).isEqualTo(network);
        assertThat(network.architecture().channels()).isEqualTo(32);
        assertThatThrownBy(() -> BenchmarkArchitecture.named("VGG"))
                .hasMessageContaining("id/17/c32/h64")
                .hasMessageContaining("'VGG'");
    }
}
