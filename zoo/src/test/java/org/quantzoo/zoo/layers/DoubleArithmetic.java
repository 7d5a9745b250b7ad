package org.quantzoo.zoo.layers;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Makes double the default type while a test class runs, as DL4J's gradient check demands, and computes with one thread: on arrays
 * this small the threads of OpenMP spend their time waiting for each other, on a busy machine sixteen times as long as they work.
 */
final class DoubleArithmetic implements BeforeAllCallback, AfterAllCallback {
    private DataType defaultType;
    private int threads;

    @Override
    public void beforeAll(ExtensionContext context) {
        defaultType = Nd4j.dataType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        Nd4j.setDefaultDataTypes(defaultType, defaultType);
    }
}
