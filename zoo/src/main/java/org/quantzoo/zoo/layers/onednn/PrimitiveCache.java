package org.quantzoo.zoo.layers.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Compiled operations of one kernel by problem (batch, image size and so on), the least recently used closed first.
 *
 * <p>A kernel meets few problems: the training batch, the last smaller batch, the evaluation batch. The bound keeps a caller that
 * changes the batch at every call from filling the memory. The code itself is shared between kernels by oneDNN's own bounded cache.
 */
final class PrimitiveCache<K, V extends AutoCloseable> {
    static final int CAPACITY = 6;

    private final LinkedHashMap<K, V> compiled = new LinkedHashMap<>(CAPACITY * 2, 0.75f, true);

    /** The compiled form of {@code problem}, from {@code compile} at its first use. */
    V get(K problem, Function<? super K, ? extends V> compile) {
        V found = compiled.get(problem);
        if (found == null) {
            found = compile.apply(problem);
            compiled.put(problem, found);
            evict();
        }
        return found;
    }

    /** Problems held now, at most {@link #CAPACITY}. */
    int size() {
        return compiled.size();
    }

    private void evict() {
        if (compiled.size() <= CAPACITY) {
            return;
        }
        Map.Entry<K, V> eldest = compiled.entrySet().iterator().next();
        compiled.remove(eldest.getKey());
        try {
            eldest.getValue().close();
        } catch (Exception e) {
            throw new OneDnnException("Could not release " + eldest.getKey() + ".", e);
        }
    }
}
