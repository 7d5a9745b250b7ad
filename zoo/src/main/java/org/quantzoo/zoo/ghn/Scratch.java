package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Frees temporary arrays at the end of a block.
 *
 * <p>The garbage collector would free them too, but it sees small Java objects and not the megabytes behind them, and lets
 * gigabytes pile up before it runs.
 */
final class Scratch implements AutoCloseable {

    private final List<INDArray> arrays = new ArrayList<>();

    /** Takes over a freshly made array, to be freed at the end; views of it die with it. */
    INDArray own(INDArray array) {
        arrays.add(array);
        return array;
    }

    @Override
    public void close() {
        for (INDArray array : arrays) {
            if (!array.wasClosed() && array.closeable()) {
                array.close();
            }
        }
    }
}
