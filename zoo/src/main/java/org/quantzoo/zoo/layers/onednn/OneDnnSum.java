package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Rectifier;

/** The residual sum and its rectifier in one pass. */
final class OneDnnSum implements Kernels.SumKernel {
    private static final String OPERATION = "A residual sum";

    private final Rectifier rectifier;
    private final int threads;
    private final PrimitiveCache<Long, SumOperations> compiled = new PrimitiveCache<>();

    OneDnnSum(Rectifier rectifier, int threads) {
        this.rectifier = rectifier;
        this.threads = threads;
    }

    @Override
    public void forward(INDArray a, INDArray b, INDArray y) {
        ExecutionContext context = ExecutionContext.current(threads);
        operations(a)
                .forward(
                        context,
                        Operand.address(OPERATION, "a", a, a.shape()),
                        Operand.address(OPERATION, "b", b, a.shape()),
                        Operand.address(OPERATION, "y", y, a.shape()));
        Operand.keepAlive(a, b, y);
        Reference.reachabilityFence(this);
    }

    @Override
    public void backward(INDArray y, INDArray dy, INDArray dx) {
        ExecutionContext context = ExecutionContext.current(threads);
        operations(y)
                .backward(
                        context,
                        Operand.address(OPERATION, "y", y, y.shape()),
                        Operand.address(OPERATION, "dy", dy, y.shape()),
                        Operand.address(OPERATION, "dx", dx, y.shape()));
        Operand.keepAlive(y, dy, dx);
        Reference.reachabilityFence(this);
    }

    private SumOperations operations(INDArray array) {
        if (array.length() == 0) {
            throw new IllegalArgumentException(
                    OPERATION + " needs at least one value, found shape " + Arrays.toString(array.shape()) + ".");
        }
        return compiled.get(array.length(), length -> new SumOperations(length, rectifier));
    }
}
