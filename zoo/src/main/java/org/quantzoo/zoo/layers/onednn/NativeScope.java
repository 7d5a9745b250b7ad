package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;

/**
 * Owner of native handles that live and die together.
 *
 * <p>They are destroyed in reverse order of creation by {@link #close}, or after the scope has become unreachable: kernels have
 * no end of life of their own in DL4J, so a network that is garbage takes its natives along.
 */
final class NativeScope implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final LongAdder ALLOCATIONS = new LongAdder();

    private final Handles handles = new Handles();
    private final Cleaner.Cleanable cleanable = CLEANER.register(this, handles);

    /** Native objects and buffers made by this package since the process started; a warm training step adds none. */
    static long allocations() {
        return ALLOCATIONS.sum();
    }

    static void countAllocation() {
        ALLOCATIONS.increment();
    }

    /** Takes ownership of a created handle. */
    <P extends Pointer> P own(P handle, Consumer<? super P> destroy) {
        countAllocation();
        handles.destroyers.push(() -> destroy.accept(handle));
        return handle;
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    /** Apart from the scope, so that the cleaner does not keep the scope alive. */
    private static final class Handles implements Runnable {
        private final Deque<Runnable> destroyers = new ArrayDeque<>();

        @Override
        public void run() {
            while (!destroyers.isEmpty()) {
                destroyers.pop().run();
            }
        }
    }
}
