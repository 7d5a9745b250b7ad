package org.quantzoo.zoo.layers.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/** Brings an array from one layout and precision into another; nothing at all where they are equal. */
final class Reorder {
    private final Operation operation;
    private final long bytes;

    Reorder(NativeScope scope, Supplier<String> name, dnnl_memory_desc from, dnnl_memory_desc to) {
        bytes = dnnl.dnnl_memory_desc_get_size(to);
        if (dnnl.dnnl_memory_desc_equal(from, to) != 0) {
            operation = null;
            return;
        }
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_reorder_primitive_desc_create(
                        descriptor,
                        from,
                        OneDnnEngine.handle(),
                        to,
                        OneDnnEngine.handle(),
                        new Attributes(scope).plain()),
                "reorder an operand of",
                name);
        operation = new Operation(
                scope,
                name,
                scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy),
                dnnl.DNNL_ARG_FROM,
                dnnl.DNNL_ARG_TO);
    }

    /** Whether the layouts are equal. */
    boolean isIdentity() {
        return operation == null;
    }

    /** Memory that the reordered array needs apart from the original: 0 for the identity. */
    long bytes() {
        return isIdentity() ? 0 : bytes;
    }

    /** The size of the scratch memory that {@link #run} wants. */
    long scratchpadBytes() {
        return isIdentity() ? 0 : operation.scratchpadBytes();
    }

    /** The address of the array in the target layout: {@code from} itself, or {@code to} after writing there. */
    long run(ExecutionContext context, long from, long to, long scratchpad) {
        if (isIdentity()) {
            return from;
        }
        operation.bind(dnnl.DNNL_ARG_FROM, from).bind(dnnl.DNNL_ARG_TO, to).run(context, scratchpad);
        return to;
    }
}
