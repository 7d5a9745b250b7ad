package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.quantzoo.zoo.layers.onednn.TestArrays.assertClose;
import static org.quantzoo.zoo.layers.onednn.TestArrays.random;
import static org.quantzoo.zoo.layers.onednn.TestArrays.unwritten;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels.PoolingKernel;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.PoolingGeometry.Mode;

class OneDnnPoolingTests {

    /** One point of the grid. */
    record Case(PoolingGeometry geometry, int height, int width, int channels) {}

    static List<Case> grid() {
        List<Case> cases = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Padding padding : Padding.values()) {
                for (Extent kernel : List.of(Extent.square(2), Extent.square(3), new Extent(1, 4))) {
                    for (Extent stride : List.of(Extent.square(1), Extent.square(2), new Extent(3, 2))) {
                        cases.add(new Case(new PoolingGeometry(mode, kernel, stride, padding), 7, 8, 5));
                        cases.add(new Case(new PoolingGeometry(mode, kernel, stride, padding), 8, 9, 16));
                    }
                }
            }
            cases.add(new Case(new PoolingGeometry(mode, Extent.square(8), Extent.square(1), Padding.VALID), 8, 8, 32));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("grid")
    void equalsTheDefinitionForwardAndBackward(Case c) {
        PoolingGeometry g = c.geometry();
        PoolingKernel kernel = TestArrays.kernels(Precision.FLOAT32).pooling(g);
        INDArray x = random(1, 3, c.height(), c.width(), c.channels());
        INDArray y = unwritten(3, g.outputHeight(c.height()), g.outputWidth(c.width()), c.channels());
        INDArray dy = random(2, y.shape());
        double[] values = NaiveReference.doubles(x);
        double[] gradients = NaiveReference.doubles(dy);
        double[] expected = new double[(int) y.length()];
        double[] expectedGradient = new double[values.length];
        int top = g.padding().before(c.height(), g.kernel().height(), g.stride().height(), 1);
        int left = g.padding().before(c.width(), g.kernel().width(), g.stride().width(), 1);
        for (int o = 0; o < expected.length; o++) {
            int channel = o % c.channels();
            int column = o / c.channels() % (int) y.size(2);
            int row = o / c.channels() / (int) y.size(2) % (int) y.size(1);
            int image = o / c.channels() / (int) (y.size(1) * y.size(2));
            List<Integer> window = new ArrayList<>();
            for (int kr = 0; kr < g.kernel().height(); kr++) {
                for (int kc = 0; kc < g.kernel().width(); kc++) {
                    int r = row * g.stride().height() - top + kr;
                    int k = column * g.stride().width() - left + kc;
                    if (r >= 0 && r < c.height() && k >= 0 && k < c.width()) {
                        window.add(((image * c.height() + r) * c.width() + k) * c.channels() + channel);
                    }
                }
            }
            if (g.mode() == Mode.MAX) {
                int largest = window.get(0);
                for (int index : window) {
                    largest = values[index] > values[largest] ? index : largest;
                }
                expected[o] = values[largest];
                expectedGradient[largest] += gradients[o];
            } else {
                for (int index : window) {
                    expected[o] += values[index] / window.size();
                    expectedGradient[index] += gradients[o] / window.size();
                }
            }
        }
        kernel.forward(x, y, false);
        assertClose("y without training", y, expected, 1e-5);
        y.assign(1234.5);
        kernel.forward(x, y, true);
        assertClose("y", y, expected, 1e-5);
        INDArray dx = unwritten(x.shape());
        kernel.backward(x, y, dy, dx);
        assertClose("dx", dx, expectedGradient, 1e-5);
    }

    @Test
    void givesTheGradientOfEqualMaximaToTheFirst() {
        PoolingKernel kernel = TestArrays.kernels(Precision.FLOAT32)
                .pooling(new PoolingGeometry(Mode.MAX, Extent.square(2), Extent.square(2), Padding.VALID));
        INDArray x = Nd4j.zeros(1, 2, 2, 16);
        INDArray y = unwritten(1, 1, 1, 16);
        kernel.forward(x, y, true);
        INDArray dx = unwritten(1, 2, 2, 16);
        kernel.backward(x, y, Nd4j.ones(1, 1, 1, 16), dx);
        assertThat(dx.sumNumber().doubleValue()).isEqualTo(16);
        assertThat(dx.getFloat(0, 0, 0, 0)).isEqualTo(1);
    }

    @Test
    void refusesWindowsThatDoNotFitAndGradientsWithoutTraining() {
        PoolingKernel kernel = TestArrays.kernels(Precision.FLOAT32)
                .pooling(new PoolingGeometry(Mode.MAX, Extent.square(4), Extent.square(4), Padding.VALID));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(random(1, 1, 3, 3, 2), unwritten(1, 1, 1, 2), true))
                .withMessageContaining("does not fit");
        INDArray x = random(1, 1, 4, 4, 2);
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> kernel.backward(x, random(1, 1, 1, 1, 2), random(1, 1, 1, 1, 2), unwritten(1, 4, 4, 2)))
                .withMessageContaining("training pass");
    }
}
