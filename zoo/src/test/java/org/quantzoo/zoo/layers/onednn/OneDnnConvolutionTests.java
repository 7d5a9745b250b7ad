package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.quantzoo.zoo.layers.onednn.TestArrays.assertWithinRounding;
import static org.quantzoo.zoo.layers.onednn.TestArrays.random;
import static org.quantzoo.zoo.layers.onednn.TestArrays.unwritten;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels.ConvolutionKernel;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Rectifier;

class OneDnnConvolutionTests {

    /** One point of the grid. */
    record Case(
            ConvolutionGeometry geometry,
            Rectifier rectifier,
            boolean bias,
            long height,
            long width,
            Precision precision) {
        @Override
        public String toString() {
            return geometry.inChannels() + "->" + geometry.outChannels() + " g" + geometry.groups() + " k"
                    + geometry.kernel().height() + "x" + geometry.kernel().width() + " s"
                    + geometry.stride().height() + "x" + geometry.stride().width() + " d"
                    + geometry.dilation().height() + " " + geometry.padding() + " " + rectifier
                    + (bias ? " bias " : " ") + height + "x" + width + " " + precision;
        }
    }

    static List<Case> grid() {
        List<Case> cases = new ArrayList<>();
        int[][] channels = {{3, 16, 1}, {16, 32, 1}, {5, 7, 1}, {32, 32, 2}, {16, 16, 4}, {16, 16, 16}, {6, 12, 6}};
        Rectifier[] rectifiers = Rectifier.values();
        int count = 0;
        for (int[] c : channels) {
            for (Padding padding : Padding.values()) {
                for (Extent kernel : List.of(Extent.square(1), Extent.square(3), Extent.square(2), new Extent(5, 3))) {
                    for (Extent stride : List.of(Extent.square(1), Extent.square(2), new Extent(1, 3))) {
                        for (int dilation : new int[] {1, 2}) {
                            count++;
                            cases.add(new Case(
                                    new ConvolutionGeometry(
                                            c[0], c[1], kernel, stride, Extent.square(dilation), c[2], padding),
                                    rectifiers[count % 3],
                                    count % 2 == 0,
                                    9 + count % 2,
                                    10,
                                    count % 4 < 2 || !OneDnnEngine.hasBfloat16()
                                            ? Precision.FLOAT32
                                            : Precision.BFLOAT16));
                        }
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("grid")
    void equalsTheDefinitionForwardAndBackward(Case c) {
        ConvolutionGeometry g = c.geometry();
        boolean bfloat16 = c.precision() == Precision.BFLOAT16;
        ConvolutionKernel kernel = TestArrays.kernels(c.precision()).convolution(g, c.rectifier());
        INDArray x = random(1, 2, c.height(), c.width(), g.inChannels());
        INDArray w = TestArrays.asView(random(2, g.weightShape()));
        INDArray bias = c.bias() ? TestArrays.asView(random(3, 1, g.outChannels())) : null;
        INDArray y = unwritten(2, g.outputHeight((int) c.height()), g.outputWidth((int) c.width()), g.outChannels());

        kernel.forward(x, w, bias, y, true);
        NaiveReference.Sums expected = NaiveReference.convolution(g, c.rectifier(), x, w, bias);
        assertWithinRounding("y", y, expected, bfloat16);

        INDArray inferred = unwritten(y.shape());
        kernel.forward(x, w, bias, inferred, false);
        assertWithinRounding("y without training", inferred, expected, bfloat16);

        INDArray dy = random(4, y.shape());
        NaiveReference.Gradients gradients = NaiveReference.convolutionGradients(g, c.rectifier(), x, w, y, dy);
        INDArray dx = unwritten(x.shape());
        INDArray dw = TestArrays.asView(unwritten(w.shape()));
        INDArray dbias = c.bias() ? unwritten(bias.shape()) : null;
        kernel.backward(x, w, y, dy, dx, dw, dbias);
        assertWithinRounding("dx", dx, gradients.dx(), bfloat16);
        assertWithinRounding("dw", dw, gradients.dw(), bfloat16);
        if (c.bias()) {
            assertWithinRounding("dbias", dbias, gradients.dbias(), bfloat16);
        }
    }

    private static ConvolutionGeometry same3x3(int in, int out) {
        return new ConvolutionGeometry(in, out, Extent.square(3), Extent.square(1), Extent.square(1), 1, Padding.SAME);
    }

    @Test
    void leavesTheInputGradientOutWhereNobodyNeedsIt() {
        ConvolutionKernel kernel = TestArrays.kernels(Precision.FLOAT32).convolution(same3x3(4, 8), Rectifier.NONE);
        INDArray x = random(1, 2, 6, 6, 4);
        INDArray w = random(2, 8, 4, 3, 3);
        INDArray y = unwritten(2, 6, 6, 8);
        kernel.forward(x, w, null, y, true);
        INDArray with = unwritten(w.shape());
        kernel.backward(x, w, y, random(3, y.shape()), unwritten(x.shape()), with, null);
        INDArray without = unwritten(w.shape());
        kernel.backward(x, w, y, random(3, y.shape()), null, without, null);
        assertThat(without).isEqualTo(with);
    }

    @Test
    void doesNotTakeAnEvaluationBetweenForAPartOfTraining() {
        assumeTrue(OneDnnEngine.hasBfloat16());
        ConvolutionKernel kernel = TestArrays.kernels(Precision.BFLOAT16).convolution(same3x3(16, 16), Rectifier.RELU);
        INDArray x = random(1, 4, 8, 8, 16);
        INDArray w = random(2, 16, 16, 3, 3);
        INDArray y = unwritten(4, 8, 8, 16);
        kernel.forward(x, w, null, y, true);
        INDArray expected = unwritten(w.shape());
        kernel.backward(x, w, y, random(3, y.shape()), null, expected, null);

        kernel.forward(x, w, null, y, true);
        kernel.forward(random(9, 4, 8, 8, 16), w, null, unwritten(4, 8, 8, 16), false);
        INDArray actual = unwritten(w.shape());
        kernel.backward(x, w, y, random(3, y.shape()), null, actual, null);
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void refusesAnEmptyBatchAWrongChannelCountAndAWrongOutput() {
        ConvolutionKernel kernel = TestArrays.kernels(Precision.FLOAT32).convolution(same3x3(4, 8), Rectifier.NONE);
        INDArray w = random(2, 8, 4, 3, 3);
        INDArray y = unwritten(2, 6, 6, 8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(Nd4j.create(DataType.FLOAT, 0, 6, 6, 4), w, null, y, true))
                .withMessageContaining("no axis of size 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(random(1, 2, 6, 6, 5), w, null, y, true))
                .withMessageContaining("[batch, height, width, 4]")
                .withMessageContaining("[2, 6, 6, 5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(random(1, 2, 6, 6, 4), w, null, unwritten(2, 6, 5, 8), true))
                .withMessageContaining("y of shape [2, 6, 6, 8]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(random(1, 2, 6, 6, 4).castTo(DataType.DOUBLE), w, null, y, true))
                .withMessageContaining("FLOAT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(random(1, 2, 4, 6, 6).permute(0, 2, 3, 1), w, null, y, true))
                .withMessageContaining("dup('c')");
    }

    @Test
    void refusesAWindowThatDoesNotFit() {
        ConvolutionGeometry geometry =
                new ConvolutionGeometry(4, 8, Extent.square(3), Extent.square(2), Extent.square(2), 1, Padding.VALID);
        ConvolutionKernel kernel = TestArrays.kernels(Precision.FLOAT32).convolution(geometry, Rectifier.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        kernel.forward(random(1, 2, 4, 4, 4), random(2, 8, 4, 3, 3), null, unwritten(2, 1, 1, 8), true))
                .withMessageContaining("does not fit");
    }
}
