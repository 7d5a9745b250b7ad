package org.quantzoo.zoo.layers.onednn;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/** A compiled primitive whose operands lie elsewhere from run to run, each in the layout that the primitive has chosen for it. */
final class Operation {
    private final dnnl_primitive_desc descriptor;
    private final BoundOperation execution;

    /**
     * Compiles a primitive.
     *
     * @param scope owner of all natives made here
     * @param name the operation and its shapes, for messages
     * @param descriptor made with the user scratchpad mode, owned by {@code scope}
     * @param arguments the {@code DNNL_ARG_} constants of all inputs and outputs; the scratchpad is added here
     */
    Operation(NativeScope scope, Supplier<String> name, dnnl_primitive_desc descriptor, int... arguments) {
        this.descriptor = descriptor;
        this.execution = new BoundOperation(
                scope,
                name,
                descriptor,
                Arrays.stream(arguments)
                        .mapToObj(argument -> new BoundOperation.Argument(argument, layout(argument), 0))
                        .toList());
    }

    /** The layout that the primitive has chosen for an argument; valid as long as the scope. */
    dnnl_memory_desc layout(int argument) {
        return dnnl.dnnl_primitive_desc_query_md(descriptor, dnnl.dnnl_query_exec_arg_md, argument);
    }

    /** The size of an argument, 0 where the primitive has none of that name. */
    long bytes(int argument) {
        dnnl_memory_desc layout = layout(argument);
        return layout == null ? 0 : dnnl.dnnl_memory_desc_get_size(layout);
    }

    /** The size of the scratch memory that {@link #run} wants. */
    long scratchpadBytes() {
        return execution.scratchpadBytes();
    }

    /** Says where an argument lies, until further notice. */
    Operation bind(int argument, long location) {
        execution.bind(argument, location);
        return this;
    }

    /** Executes on the bound arguments; {@code scratchpad} is the address of {@link #scratchpadBytes()} bytes. */
    void run(ExecutionContext context, long scratchpad) {
        execution.run(context, scratchpad);
    }
}
