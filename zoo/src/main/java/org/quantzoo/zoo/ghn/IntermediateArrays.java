package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Frees what a SameDiff graph computes on the way to its outputs.
 *
 * <p>A SameDiff session without cache leaves that to the garbage collector, which sees small Java objects and not the megabytes
 * behind them: a few gradients of a hypernetwork would fill the memory of the machine. A session's own cache keeps up to a
 * quarter of all memory per graph, and a hypernetwork has dozens of graphs.
 */
final class IntermediateArrays extends BaseListener {

    private final ThreadLocal<List<INDArray>> computed = ThreadLocal.withInitial(ArrayList::new);

    @Override
    public boolean isActive(Operation operation) {
        return true;
    }

    @Override
    public void opExecution(
            SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, OpContext context, INDArray[] outputs) {
        List<INDArray> arrays = computed.get();
        for (INDArray output : outputs) {
            if (output != null) {
                arrays.add(output);
            }
        }
    }

    /** Frees all that this thread computed since the last call, but for arrays that share memory with those to keep. */
    void free(Collection<INDArray> kept) {
        Set<Long> addresses = new HashSet<>();
        for (INDArray array : kept) {
            addresses.add(array.data().address());
        }
        for (INDArray array : computed.get()) {
            if (!array.wasClosed()
                    && array.closeable()
                    && !addresses.contains(array.data().address())) {
                array.close();
            }
        }
        computed.get().clear();
    }
}
