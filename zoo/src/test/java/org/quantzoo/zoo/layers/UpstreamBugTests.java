package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Defects of DL4J and ND4J 1.0.0-M2.1 that this package works around. A test that fails here means that the defect is gone: remove
 * the workaround that its comment names, then the test.
 */
@ExtendWith(DoubleArithmetic.class)
class UpstreamBugTests {
    private static final INDArray VECTORS = TinyNetworks.normal(DataType.DOUBLE, 1, 5, 4);

    /** y = x, as SameDiff sees it. */
    public static final class Identity extends SameDiffLambdaLayer {
        @Override
        public SDVariable defineLayer(SameDiff sameDiff, SDVariable layerInput) {
            return sameDiff.math.mul(layerInput, 1.0);
        }

        @Override
        public InputType getOutputType(int layerIndex, InputType inputType) {
            return inputType;
        }
    }

    /** y = x w with a scalar parameter w = 1. */
    public static final class Scale extends SameDiffLayer {
        @Override
        public SDVariable defineLayer(
                SameDiff sameDiff, SDVariable layerInput, Map<String, SDVariable> paramTable, SDVariable mask) {
            return layerInput.mul(paramTable.get("w"));
        }

        @Override
        public void defineParameters(SDLayerParams params) {
            params.addWeightParam("w", 1, 1);
        }

        @Override
        public void initializeParameters(Map<String, INDArray> params) {
            params.get("w").assign(1);
        }

        @Override
        public InputType getOutputType(int layerIndex, InputType inputType) {
            return inputType;
        }
    }

    /** Why {@code BlockNetwork} passes half of its weight decay on. */
    @Test
    void aWeightDecayOfTheSettingsReachesEachLayerTwice() {
        DenseLayer dense = (DenseLayer) new NeuralNetConfiguration.Builder()
                        .weightDecay(0.5)
                        .graphBuilder()
                        .addInputs("input")
                        .addLayer(
                                "dense", new DenseLayer.Builder().nIn(4).nOut(3).build(), "input")
                        .setOutputs("dense")
                        .build()
                        .getVertices()
                        .values()
                        .stream()
                        .map(vertex -> ((LayerVertex) vertex).getLayerConf().getLayer())
                        .findFirst()
                        .orElseThrow();
        WeightDecay decay = new WeightDecay(new FixedSchedule(0.5), true);

        assertThat(dense.getRegularizationByParam("W")).containsExactly(decay, decay);
    }

    /** Why no layer here is built on DL4J's SameDiff layers. */
    @Test
    void sameDiffLayersPassBackTwiceTheGradient() {
        INDArray reference = gradientBelow();
        assertThat(ratio(gradientBelow(new Identity()), reference)).isCloseTo(2, within(1e-9));
        assertThat(ratio(gradientBelow(new Scale()), reference)).isCloseTo(2, within(1e-9));
        assertThat(ratio(gradientBelow(new Identity(), new Identity()), reference))
                .isCloseTo(4, within(1e-9));
    }

    /** The gradient of a dense layer's weights under layers that compute the identity. */
    private static INDArray gradientBelow(Layer... identities) {
        ComputationGraph network =
                TinyNetworks.forGradientCheck(InputType.feedForward(4), graph -> stack(graph, identities));
        network.setInput(0, VECTORS);
        network.setLabel(0, TinyNetworks.labels(DataType.DOUBLE, 5));
        network.computeGradientAndScore();
        return network.gradient().getGradientFor("below_W").dup();
    }

    private static String stack(GraphBuilder graph, Layer... layers) {
        graph.addLayer("below", new Dense.Builder().nOut(6).build(), "input");
        String top = "below";
        for (int i = 0; i < layers.length; i++) {
            graph.addLayer("identity" + i, layers[i], top);
            top = "identity" + i;
        }
        return top;
    }

    private static double ratio(INDArray gradient, INDArray reference) {
        return gradient.norm2Number().doubleValue() / reference.norm2Number().doubleValue();
    }

    /** Why FullMixing spreads the taps of a dilated kernel over a larger one. */
    @Test
    void oneDnnUnderNd4jRejectsDilatedFloatConvolutions() {
        assumeTrue(
                NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo().contains("HAVE_ONEDNN"),
                "this ND4J library was built without oneDNN");
        assertThatThrownBy(() -> dilatedConvolution(DataType.FLOAT)).hasMessageContaining("conv2d");
        dilatedConvolution(DataType.DOUBLE);
    }

    private static void dilatedConvolution(DataType dataType) {
        Nd4j.exec(DynamicCustomOp.builder("conv2d")
                .addInputs(Nd4j.ones(dataType, 1, 8, 8, 3), Nd4j.ones(dataType, 4, 3, 3, 3))
                .addOutputs(Nd4j.create(dataType, 1, 8, 8, 4))
                .addIntegerArguments(3, 3, 1, 1, 0, 0, 2, 2, 1, 1, 1)
                .build());
    }

    /** Why GroupedMixing cuts its filters out of a flat array with a single index. */
    @Test
    void cuttingAViewWithSeveralIndicesMayReturnNothing() {
        INDArray flat = Nd4j.arange(20);
        INDArray view = flat.get(interval(7, 19)).reshape('c', 4, 3);
        assertThat(view.get(interval(2, 4), all()).isEmpty()).isTrue();
        assertThat(view.dup().get(interval(2, 4), all()).shape()).containsExactly(2, 3);
    }

    /**
     * Why the rectifier's gradient may be taken from the sign of an output, but never from its size, behind a DropoutLayer: a kept
     * value comes back multiplied.
     */
    @Test
    void dropoutLayersOverwriteTheOutputOfTheLayerBelow() {
        ComputationGraph network =
                TinyNetworks.classifier(DataType.DOUBLE, new NoOp(), InputType.feedForward(4), graph -> {
                    graph.addLayer("below", new Dense.Builder().nOut(6).build(), "input");
                    graph.addLayer("dropout", new DropoutLayer(0.5), "below");
                    return "dropout";
                });
        Map<String, INDArray> training = network.feedForward(VECTORS, true);
        assertThat(training.get("below")).isEqualTo(training.get("dropout"));
        assertThat(training.get("below"))
                .isNotEqualTo(network.feedForward(VECTORS, false).get("below"));
    }

    /** Why KernelLayer has a clone method of its own. */
    @Test
    void dl4jLayersCannotBeCloned() {
        ComputationGraph network =
                TinyNetworks.classifier(DataType.DOUBLE, new NoOp(), InputType.feedForward(4), graph -> {
                    graph.addLayer("stock", new DenseLayer.Builder().nOut(6).build(), "input");
                    return "stock";
                });
        assertThat(((org.deeplearning4j.nn.layers.BaseLayer<?>) network.getLayer("stock")).clone())
                .isNull();
    }

    /** Why Rectification is a layer of its own. */
    @Test
    void activationLayersOverwriteTheirInputAtInference() {
        ComputationGraph network =
                TinyNetworks.classifier(DataType.DOUBLE, new NoOp(), InputType.feedForward(4), graph -> {
                    graph.addLayer("below", new Dense.Builder().nOut(6).build(), "input");
                    graph.addLayer("relu", new ActivationLayer(Activation.RELU), "below");
                    graph.addVertex("sum", new ResidualSum(Rectifier.NONE), "below", "relu");
                    return "sum";
                });
        assertThat(network.feedForward(VECTORS, true).get("below").minNumber().doubleValue())
                .isNegative();
        assertThat(network.feedForward(VECTORS, false).get("below").minNumber().doubleValue())
                .isZero();
    }

    /** Why ChannelConcat takes the place of MergeVertex. */
    @Test
    void mergeVerticesForgetTheirAxisWhenTheyAreCopied() {
        MergeVertex merge = new MergeVertex();
        merge.getOutputType(0, TinyNetworks.images(4, 3, 2), TinyNetworks.images(4, 3, 5));
        assertThat(merge.getMergeAxis()).isEqualTo(3);
        assertThat(merge.clone().getMergeAxis()).isEqualTo(1);
    }
}
