package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quantzoo.zoo.layers.onednn.TestArrays.random;
import static org.quantzoo.zoo.layers.onednn.TestArrays.unwritten;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels.RectifierKernel;
import org.quantzoo.zoo.layers.Rectifier;

class OneDnnRectifierTests {

    /** Comparisons alone: exact. */
    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void rectifiesAndPassesTheGradientWhereItIsNotClipped(Rectifier rectifier) {
        RectifierKernel kernel = TestArrays.kernels(Precision.FLOAT32).rectify(rectifier);
        INDArray x = random(1, 3, 5, 7, 4).mul(6);
        INDArray y = unwritten(x.shape());
        kernel.forward(x, y);
        INDArray dy = random(3, x.shape());
        INDArray dx = unwritten(x.shape());
        kernel.backward(y, dy, dx);
        for (long i = 0; i < x.length(); i++) {
            float expected = (float) rectifier.apply(x.getFloat(i));
            assertThat(y.getFloat(i)).isEqualTo(expected);
            boolean passes = expected > rectifier.lower() && expected < rectifier.upper();
            assertThat(dx.getFloat(i)).isEqualTo(passes ? dy.getFloat(i) : 0);
        }
    }
}
