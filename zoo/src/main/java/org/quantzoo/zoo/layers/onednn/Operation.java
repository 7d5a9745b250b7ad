package org.quantzoo.zoo.layers.onednn;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/** A compiled primitive with one memory object per argument, to be bound to addresses and run without allocating anything. */
final class Operation {
    private final Supplier<String> name;
    private final dnnl_primitive_desc descriptor;
    private final dnnl_primitive primitive;
    private final int[] arguments;
    private final dnnl_memory[] memories;
    private final long[] bound;
    private final dnnl_exec_arg_t executionArguments;
    private final long scratchpadBytes;
    private final Address address = new Address();

    /**
     * Compiles a primitive.
     *
     * @param scope owner of all natives made here
     * @param name the operation and its shapes, for messages
     * @param descriptor made with the user scratchpad mode, owned by {@code scope}
     * @param arguments the {@code DNNL_ARG_} constants of all inputs and outputs; the scratchpad is added here
     */
    Operation(NativeScope scope, Supplier<String> name, dnnl_primitive_desc descriptor, int... arguments) {
        this.name = name;
        this.descriptor = descriptor;
        dnnl_primitive created = new dnnl_primitive();
        OneDnnException.check(dnnl.dnnl_primitive_create(created, descriptor), "compile", name);
        this.primitive = scope.own(created, dnnl::dnnl_primitive_destroy);
        this.scratchpadBytes = bytes(dnnl.DNNL_ARG_SCRATCHPAD);
        this.arguments = scratchpadBytes == 0 ? arguments.clone() : Arrays.copyOf(arguments, arguments.length + 1);
        if (scratchpadBytes > 0) {
            this.arguments[arguments.length] = dnnl.DNNL_ARG_SCRATCHPAD;
        }
        this.memories = new dnnl_memory[this.arguments.length];
        this.bound = new long[this.arguments.length];
        this.executionArguments = scope.own(new dnnl_exec_arg_t(this.arguments.length), Pointer::deallocate);
        for (int i = 0; i < this.arguments.length; i++) {
            memories[i] = memory(scope, layout(this.arguments[i]));
            executionArguments.getPointer(i).arg(this.arguments[i]).memory(memories[i]);
        }
    }

    private dnnl_memory memory(NativeScope scope, dnnl_memory_desc layout) {
        dnnl_memory memory = new dnnl_memory();
        OneDnnException.check(
                dnnl.dnnl_memory_create(memory, layout, OneDnnEngine.handle(), (Pointer) null),
                "make a memory object for",
                name);
        return scope.own(memory, dnnl::dnnl_memory_destroy);
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
        return scratchpadBytes;
    }

    /** Says where an argument lies, until further notice. */
    Operation bind(int argument, long location) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] == argument) {
                if (bound[i] != location) {
                    bound[i] = location;
                    OneDnnException.check(
                            dnnl.dnnl_memory_set_data_handle(memories[i], address.at(location)),
                            "bind memory for",
                            name);
                }
                return this;
            }
        }
        throw new IllegalArgumentException("Argument " + argument + " is not one of " + name.get() + ".");
    }

    /** Executes on the bound arguments; {@code scratchpad} is the address of {@link #scratchpadBytes()} bytes. */
    void run(ExecutionContext context, long scratchpad) {
        if (scratchpadBytes > 0) {
            bind(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad);
        }
        OneDnnException.check(
                dnnl.dnnl_primitive_execute(primitive, context.stream(), arguments.length, executionArguments),
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
