package org.quantzoo.zoo.layers.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What one Java thread needs to execute primitives: a stream, a scratch area and the size of its OpenMP team.
 *
 * <p>One kernel runs at a time on a thread and needs its scratch only while it runs, so all kernels of a thread share one area:
 * it grows to the need of the largest.
 */
final class ExecutionContext {
    private static final ThreadLocal<ExecutionContext> CURRENT = ThreadLocal.withInitial(ExecutionContext::new);

    private final NativeOps openMp = NativeOpsHolder.getInstance().getDeviceNativeOps();
    private final NativeScope scope = new NativeScope();
    private final NativeBuffer scratch = new NativeBuffer();
    private final dnnl_stream stream;

    private ExecutionContext() {
        dnnl_stream created = new dnnl_stream();
        OneDnnException.check(
                dnnl.dnnl_stream_create(created, OneDnnEngine.handle(), dnnl.dnnl_stream_default_flags),
                "create",
                () -> "a stream");
        stream = scope.own(created, dnnl::dnnl_stream_destroy);
    }

    /**
     * The calling thread's context.
     *
     * @param threads threads inside one primitive; OpenMP keeps this per calling thread, so it is set on each entry
     */
    static ExecutionContext current(int threads) {
        ExecutionContext context = CURRENT.get();
        context.openMp.setOmpNumThreads(threads);
        return context;
    }

    dnnl_stream stream() {
        return stream;
    }

    /** The address of the thread's scratch area, of at least the given size; its content does not outlive a kernel call. */
    long scratch(long bytes, Supplier<String> operation) {
        return scratch.reserve(bytes, operation);
    }
}
