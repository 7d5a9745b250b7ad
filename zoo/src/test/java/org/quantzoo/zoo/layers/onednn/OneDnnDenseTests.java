package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import org.quantzoo.zoo.layers.Kernels.DenseKernel;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Rectifier;

class OneDnnDenseTests {

    /** One point of the grid. */
    record Case(int batch, int inputs, int outputs, Rectifier rectifier, boolean bias, Precision precision) {}

    static List<Case> grid() {
        List<Case> cases = new ArrayList<>();
        int[][] sizes = {{1, 64, 10}, {3, 7, 5}, {16, 128, 32}, {5, 300, 10}, {32, 1, 4}, {2, 16, 1}};
        for (int[] size : sizes) {
            for (Rectifier rectifier : Rectifier.values()) {
                for (Precision precision : new Precision[] {Precision.FLOAT32, Precision.BFLOAT16}) {
                    if (precision == Precision.FLOAT32 || OneDnnEngine.hasBfloat16()) {
                        cases.add(new Case(
                                size[0], size[1], size[2], rectifier, rectifier != Rectifier.RELU6, precision));
                    }
                }
            }
        }
        return cases;
    }

    /** A dense layer is a convolution of 1x1 images with 1x1 windows, whose weights are [out, in]. */
    @ParameterizedTest
    @MethodSource("grid")
    void equalsTheDefinitionForwardAndBackward(Case c) {
        boolean bfloat16 = c.precision() == Precision.BFLOAT16;
        ConvolutionGeometry pointwise = new ConvolutionGeometry(
                c.inputs(), c.outputs(), Extent.square(1), Extent.square(1), Extent.square(1), 1, Padding.VALID);
        DenseKernel kernel = TestArrays.kernels(c.precision()).dense(c.inputs(), c.outputs(), c.rectifier());
        INDArray x = random(1, c.batch(), c.inputs());
        INDArray image = x.reshape('c', c.batch(), 1, 1, c.inputs());
        INDArray w = TestArrays.asView(random(2, c.inputs(), c.outputs()));
        INDArray filters = w.transpose().dup('c').reshape('c', c.outputs(), c.inputs(), 1, 1);
        INDArray bias = c.bias() ? random(3, 1, c.outputs()) : null;
        INDArray y = unwritten(c.batch(), c.outputs());

        kernel.forward(x, w, bias, y, true);
        NaiveReference.Sums expected = NaiveReference.convolution(pointwise, c.rectifier(), image, filters, bias);
        assertWithinRounding("y", y, expected, bfloat16);
        INDArray inferred = unwritten(y.shape());
        kernel.forward(x, w, bias, inferred, false);
        assertWithinRounding("y without training", inferred, expected, bfloat16);

        INDArray dy = random(4, y.shape());
        NaiveReference.Gradients gradients =
                NaiveReference.convolutionGradients(pointwise, c.rectifier(), image, filters, y, dy);
        INDArray dx = unwritten(x.shape());
        INDArray dw = TestArrays.asView(unwritten(w.shape()));
        INDArray dbias = c.bias() ? unwritten(bias.shape()) : null;
        kernel.backward(x, w, y, dy, dx, dw, dbias);
        assertWithinRounding("dx", dx, gradients.dx(), bfloat16);
        assertWithinRounding("dw", dw.transpose(), gradients.dw(), bfloat16);
        if (c.bias()) {
            assertWithinRounding("dbias", dbias, gradients.dbias(), bfloat16);
        }
    }

    @Test
    void refusesAnEmptyBatchAndAWrongWidth() {
        DenseKernel kernel = TestArrays.kernels(Precision.FLOAT32).dense(4, 3, Rectifier.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        kernel.forward(Nd4j.create(DataType.FLOAT, 0, 4), random(1, 4, 3), null, unwritten(2, 3), true))
                .withMessageContaining("batch of at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(random(1, 2, 5), random(1, 4, 3), null, unwritten(2, 3), true))
                .withMessageContaining("[batch, 4]")
                .withMessageContaining("[2, 5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(random(1, 2, 4), random(1, 3, 4), null, unwritten(2, 3), true))
                .withMessageContaining("w of shape [4, 3]");
    }
}
