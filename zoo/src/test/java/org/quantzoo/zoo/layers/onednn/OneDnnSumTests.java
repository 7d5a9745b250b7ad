package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.quantzoo.zoo.layers.onednn.TestArrays.random;
import static org.quantzoo.zoo.layers.onednn.TestArrays.unwritten;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels.SumKernel;
import org.quantzoo.zoo.layers.Rectifier;

class OneDnnSumTests {

    /** One float addition and a comparison: exact. */
    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void addsRectifiesAndPassesTheGradientWhereItIsNotClipped(Rectifier rectifier) {
        SumKernel kernel = TestArrays.kernels(Precision.FLOAT32).sum(rectifier);
        INDArray a = random(1, 3, 5, 7, 4).mul(6);
        INDArray b = random(2, 3, 5, 7, 4).mul(6);
        INDArray y = unwritten(a.shape());
        kernel.forward(a, b, y);
        INDArray dy = random(3, a.shape());
        INDArray dx = unwritten(a.shape());
        kernel.backward(y, dy, dx);
        for (long i = 0; i < a.length(); i++) {
            float sum = (float) rectifier.apply(a.getFloat(i) + b.getFloat(i));
            assertThat(y.getFloat(i)).isEqualTo(sum);
            boolean passes = sum > rectifier.lower() && sum < rectifier.upper();
            assertThat(dx.getFloat(i)).isEqualTo(passes ? dy.getFloat(i) : 0);
        }
    }

    @Test
    void writesTheGradientOverItsOwnInputWhereAsked() {
        SumKernel kernel = TestArrays.kernels(Precision.FLOAT32).sum(Rectifier.RELU);
        INDArray y = random(1, 2, 3, 3, 4);
        INDArray apart = unwritten(y.shape());
        kernel.backward(y, random(2, y.shape()), apart);
        INDArray inPlace = random(2, y.shape());
        kernel.backward(y, inPlace, inPlace);
        assertThat(inPlace).isEqualTo(apart);
    }

    @Test
    void refusesDifferentShapesAndEmptyArrays() {
        SumKernel kernel = TestArrays.kernels(Precision.FLOAT32).sum(Rectifier.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(random(1, 2, 3), random(1, 3, 2), unwritten(2, 3)))
                .withMessageContaining("b of shape [2, 3]");
        INDArray empty = Nd4j.create(DataType.FLOAT, 0, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward(empty, empty, empty))
                .withMessageContaining("at least one value");
    }
}
