package org.quantzoo.zoo.layers.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A compiled primitive with one memory object per argument, to be bound to addresses and run without allocating anything.
 *
 * <p>Each argument brings its layout: the primitive knows none for scales and zero points, and for all others {@link Operation} asks
 * it. Operands that stay where they are from run to run (scales, weights, the intermediate results of a program) bring their address
 * as well.
 */
final class BoundOperation {
    private final Supplier<String> name;
    private final dnnl_primitive primitive;
    private final List<Argument> arguments;
    private final dnnl_memory[] memories;
    private final dnnl_exec_arg_t executionArguments;
    private final long scratchpadBytes;
    private final dnnl_primitive_desc descriptor;
    private final Address address = new Address();
    private final long[] bound;

    /**
     * An operand of a primitive.
     *
     * @param index a {@code DNNL_ARG_} constant
     * @param address where it lies, 0 if that is decided later
     */
    record Argument(int index, dnnl_memory_desc layout, long address) {}

    /**
     * Compiles a primitive.
     *
     * @param scope owner of all natives made here
     * @param name the operation and its shapes, for messages
     * @param descriptor made with the user scratchpad mode, owned by {@code scope}
     * @param operands all inputs, outputs and attributes' values; the scratchpad is added here
     */
    BoundOperation(NativeScope scope, Supplier<String> name, dnnl_primitive_desc descriptor, List<Argument> operands) {
        this.name = name;
        this.descriptor = descriptor;
        dnnl_primitive created = new dnnl_primitive();
        OneDnnException.check(dnnl.dnnl_primitive_create(created, descriptor), "compile", name);
        this.primitive = scope.own(created, dnnl::dnnl_primitive_destroy);
        dnnl_memory_desc scratchpad = dnnl.dnnl_primitive_desc_query_md(descriptor, dnnl.dnnl_query_scratchpad_md, 0);
        this.scratchpadBytes = scratchpad == null ? 0 : dnnl.dnnl_memory_desc_get_size(scratchpad);
        this.arguments = scratchpadBytes == 0 ? List.copyOf(operands) : with(operands, scratchpad);
        this.memories = new dnnl_memory[arguments.size()];
        this.bound = new long[arguments.size()];
        this.executionArguments = scope.own(new dnnl_exec_arg_t(arguments.size()), Pointer::deallocate);
        for (int i = 0; i < memories.length; i++) {
            memories[i] = memory(scope, arguments.get(i).layout());
            executionArguments.getPointer(i).arg(arguments.get(i).index()).memory(memories[i]);
            bindAt(i, arguments.get(i).address());
        }
    }

    private static List<Argument> with(List<Argument> operands, dnnl_memory_desc scratchpad) {
        List<Argument> all = new ArrayList<>(operands);
        all.add(new Argument(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad, 0));
        return List.copyOf(all);
    }

    private dnnl_memory memory(NativeScope scope, dnnl_memory_desc layout) {
        dnnl_memory memory = new dnnl_memory();
        OneDnnException.check(
                dnnl.dnnl_memory_create(memory, layout, OneDnnEngine.handle(), (Pointer) null),
                "make a memory object for",
                name);
        return scope.own(memory, dnnl::dnnl_memory_destroy);
    }

    /** The code that oneDNN chose, for example {@code brg_conv_fwd:avx512_core_vnni}; valid as long as the scope. */
    String implementation() {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            int status = dnnl.dnnl_primitive_desc_query(descriptor, dnnl.dnnl_query_impl_info_str, 0, text);
            return status == dnnl.dnnl_success ? text.get(BytePointer.class, 0).getString() : "unknown";
        }
    }

    /** The size of the scratch memory that {@link #run} wants. */
    long scratchpadBytes() {
        return scratchpadBytes;
    }

    /** Says where an argument lies, until further notice. */
    void bind(int argument, long location) {
        for (int i = 0; i < memories.length; i++) {
            if (arguments.get(i).index() == argument) {
                bindAt(i, location);
                return;
            }
        }
        throw new IllegalArgumentException("Argument " + argument + " is not one of " + name.get() + ".");
    }

    private void bindAt(int place, long location) {
        if (bound[place] != location) {
            bound[place] = location;
            OneDnnException.check(
                    dnnl.dnnl_memory_set_data_handle(memories[place], address.at(location)), "bind memory for", name);
        }
    }

    /** Executes on the bound arguments; {@code scratchpad} is the address of {@link #scratchpadBytes()} bytes. */
    void run(ExecutionContext context, long scratchpad) {
        if (scratchpadBytes > 0) {
            bindAt(memories.length - 1, scratchpad);
        }
        OneDnnException.check(
                dnnl.dnnl_primitive_execute(primitive, context.stream(), memories.length, executionArguments),
                "run",
                name);
    }

    /** A pointer to memory that somebody else owns. */
    private static final class Address extends Pointer {
        private Address() {
            super((Pointer) null);
        }

        private Address at(long location) {
            address = location;
            return this;
        }
    }
}
