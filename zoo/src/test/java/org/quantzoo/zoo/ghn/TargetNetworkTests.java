package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.architectures.CellEdge;
import org.quantzoo.datasets.architectures.CellOperation;
import org.quantzoo.datasets.architectures.ConvolutionSpec;
import org.quantzoo.datasets.architectures.Genotype;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.architectures.ReferenceNetworks;
import org.quantzoo.zoo.layers.Rectification;

/** Described networks as DL4J networks, and these as graphs again. */
class TargetNetworkTests {

    private static final ParameterPredictor PREDICTOR =
            new ParameterPredictor(GhnWeights.formula(GhnConfiguration.CIFAR10, DataType.FLOAT));

    /** The first architectures of each test split, narrowed so that building them takes milliseconds; widths are no structure. */
    static List<Arguments> architectures() {
        List<Arguments> cases = new ArrayList<>();
        List<ArchitectureSplit> splits = List.of(
                ArchitectureSplit.ID, ArchitectureSplit.DEEP, ArchitectureSplit.WIDE, ArchitectureSplit.BN_FREE);
        for (ArchitectureSplit split : splits) {
            IntStream.range(0, split == ArchitectureSplit.ID ? 6 : 3)
                    .forEach(index -> cases.add(Arguments.of(
                            split.id() + " " + index, split.architecture(index).withWidths(8, 24))));
        }
        for (String name : List.of("N1", "N2", "N3")) {
            cases.add(Arguments.of(name, ConformanceNetworks.architecture(name)));
        }
        cases.add(Arguments.of("DARTS-8", ReferenceNetworks.darts(32, 8)));
        return cases;
    }

    private static void assertSameGraph(NetworkGraph actual, NetworkGraph expected) {
        assertThat(actual.nodes()).isEqualTo(expected.nodes());
        assertThat(actual.tensors()).isEqualTo(expected.tensors());
        for (int node = 0; node < expected.size(); node++) {
            assertThat(actual.predecessors(node))
                    .as("nodes that %s reads", expected.nodes().get(node).layer())
                    .isEqualTo(expected.predecessors(node));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("architectures")
    void theDl4jNetworkOfAnArchitectureHasTheArchitecturesGraphAndTakesThePrediction(
            String name, Architecture architecture) {
        NetworkGraph direct = NetworkGraph.of(architecture, 10);

        TargetNetwork target = TargetNetwork.of(architecture, TargetConfiguration.training(10));
        PREDICTOR.initialize(target.network());

        assertSameGraph(target.graph(), direct);
        assertThat(target.parameters()).isEqualTo(PREDICTOR.predict(direct));
    }

    /**
     * A small network with all that distinguishes cells from a chain: factorised reductions, a value that is pooled and rectified,
     * a state counted twice, an absent state, a flattened map, and (optionally) no batch normalisation.
     */
    private static Architecture tangled(boolean batchNorm) {
        List<CellEdge> normal = List.of(
                new CellEdge(CellOperation.SKIP_CONNECT, 1),
                new CellEdge(CellOperation.NONE, 0),
                new CellEdge(CellOperation.NONE, 0),
                new CellEdge(CellOperation.NONE, 1),
                new CellEdge(CellOperation.SEP_CONV_3X3, 2),
                new CellEdge(CellOperation.AVG_POOL_3X3, 1),
                new CellEdge(CellOperation.SKIP_CONNECT, 2),
                new CellEdge(CellOperation.SKIP_CONNECT, 2));
        List<CellEdge> reduce = List.of(
                new CellEdge(CellOperation.SKIP_CONNECT, 0),
                new CellEdge(CellOperation.MAX_POOL_3X3, 1),
                new CellEdge(CellOperation.DIL_CONV_3X3, 0),
                new CellEdge(CellOperation.CONV_7X1_1X7, 2),
                new CellEdge(CellOperation.CONV_3X3, 1),
                new CellEdge(CellOperation.SEP_CONV_5X5, 2),
                new CellEdge(CellOperation.NONE, 0),
                new CellEdge(CellOperation.NONE, 1));
        Genotype genotype = new Genotype(normal, reduce, List.of(2, 3, 4, 5));
        return new Architecture(genotype, 4, 3, 3, 1, false, batchNorm, 2, 2, 6, false);
    }

    private static TargetNetwork exact(Architecture architecture, boolean fused) {
        TargetNetwork target = TargetNetwork.of(
                architecture,
                TargetConfiguration.evaluation(10).withDataType(DataType.DOUBLE).withFusedRectifiers(fused));
        PREDICTOR.initialize(target.network());
        return target;
    }

    private static INDArray images(int batch) {
        return gaussian(3, batch, 32, 32, 3);
    }

    private static INDArray gaussian(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        int length = (int) LongStream.of(shape).reduce(1, (a, b) -> a * b);
        return Nd4j.createFromArray(IntStream.range(0, length)
                        .mapToDouble(i -> random.nextGaussian())
                        .toArray())
                .reshape('c', shape);
    }

    @ParameterizedTest(name = "batch normalisation: {0}")
    @ValueSource(booleans = {true, false})
    void absentAndRepeatedStatesLeaveTheGraphOfTheArchitecture(boolean batchNorm) {
        assertSameGraph(exact(tangled(batchNorm), true).graph(), NetworkGraph.of(tangled(batchNorm), 10));
    }

    @ParameterizedTest(name = "batch normalisation: {0}")
    @ValueSource(booleans = {true, false})
    void fusingRectifiersChangesNoResult(boolean batchNorm) {
        TargetNetwork fused = exact(tangled(batchNorm), true);
        TargetNetwork apart = exact(tangled(batchNorm), false);

        assertThat(rectifications(fused)).isLessThan(rectifications(apart));
        INDArray images = images(2);
        assertThat(fused.network().output(true, images)[0])
                .isEqualTo(apart.network().output(true, images)[0]);
    }

    private static long rectifications(TargetNetwork target) {
        return target.network().getConfiguration().getVertices().values().stream()
                .filter(vertex -> vertex instanceof LayerVertex layer
                        && layer.getLayerConf().getLayer() instanceof Rectification)
                .count();
    }

    /**
     * Central differences along one random direction over all parameters; a factor of the parameters' scale keeps the step of 1e-6
     * small, and the error of such a difference in double precision is about 1e-9 of the value.
     */
    @ParameterizedTest(name = "batch normalisation: {0}")
    @ValueSource(booleans = {true, false})
    void gradientsOfAPassAreThoseOfTheMeanLoss(boolean batchNorm) {
        TargetNetwork target = exact(tangled(batchNorm), true);
        INDArray images = images(3);
        INDArray labels = Nd4j.eye(10).castTo(DataType.DOUBLE).getRows(7, 0, 3);
        Map<String, INDArray> parameters = target.parameters();
        Map<String, INDArray> direction = new HashMap<>();
        parameters.forEach((name, value) ->
                direction.put(name, gaussian(name.hashCode(), value.shape()).muli(0.1)));

        TargetNetwork.Pass pass = target.pass(images, labels);

        double analytic = 0;
        for (Map.Entry<String, INDArray> gradient : pass.gradients().entrySet()) {
            analytic += gradient.getValue()
                    .mul(direction.get(gradient.getKey()))
                    .sumNumber()
                    .doubleValue();
        }
        double step = 1e-6;
        double above = loss(target, moved(parameters, direction, step), images, labels);
        double below = loss(target, moved(parameters, direction, -step), images, labels);
        assertThat((above - below) / (2 * step)).isCloseTo(analytic, within(1e-6 * Math.max(1, Math.abs(analytic))));
        assertThat(pass.gradients().keySet()).isEqualTo(parameters.keySet());
    }

    private static Map<String, INDArray> moved(
            Map<String, INDArray> parameters, Map<String, INDArray> direction, double step) {
        Map<String, INDArray> moved = new HashMap<>();
        parameters.forEach(
                (name, value) -> moved.put(name, value.add(direction.get(name).mul(step))));
        return moved;
    }

    private static double loss(
            TargetNetwork target, Map<String, INDArray> parameters, INDArray images, INDArray labels) {
        target.assign(parameters);
        return target.pass(images, labels).loss();
    }

    /** A 1x1 filter that passes one channel shows which pixels each half of a factorised reduction sees. */
    @Test
    void aFactorisedReductionSeesEvenPixelsWithOneHalfAndOddPixelsWithTheOther() {
        TargetAssembler assembler =
                new TargetAssembler(TargetConfiguration.evaluation(2).withDataType(DataType.DOUBLE));
        String image = assembler.input(1, 6);
        ConvolutionSpec half = ConvolutionSpec.square(1, 1, 1, 2);
        String even = assembler.convolution("even", image, half);
        String odd = assembler.convolution("odd", image, half.shifted());
        String both = assembler.concat("both", List.of(even, odd), 1);
        ComputationGraph network = assembler.build(assembler.dense("classifier", both, 18, 2));
        network.getLayer("even").getParam("W").assign(1);
        network.getLayer("odd").getParam("W").assign(1);
        INDArray pixels = Nd4j.arange(36).castTo(DataType.DOUBLE).reshape(1, 6, 6, 1);

        Map<String, INDArray> found = network.feedForward(pixels, false);

        assertThat(found.get("even").ravel().toDoubleVector()).containsExactly(0, 2, 4, 12, 14, 16, 24, 26, 28);
        assertThat(found.get("odd").ravel().toDoubleVector()).containsExactly(7, 9, 11, 19, 21, 23, 31, 33, 35);
    }

    @Test
    void aTensorWithoutPrediction() {
        TargetNetwork target = exact(tangled(true), true);
        Map<String, INDArray> parameters = target.parameters();
        parameters.remove("classifier.bias");

        assertThatThrownBy(() -> target.assign(parameters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a tensor \"classifier.bias\" of shape (10)");
    }

    @Test
    void anArchitectureThatNoneOperationsCutOff() {
        List<CellEdge> edges = List.of(new CellEdge(CellOperation.NONE, 0), new CellEdge(CellOperation.NONE, 1));
        Architecture cut =
                new Architecture(new Genotype(edges, edges, List.of(2)), 4, 3, 3, 0, false, true, 1, 1, 0, true);

        assertThatThrownBy(() -> TargetNetwork.of(cut, TargetConfiguration.training(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut its classifier off from its input");
    }
}
