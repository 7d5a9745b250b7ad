package org.quantzoo.zoo.layers.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** The steps and activations of an {@link IntegerProgram} under construction, and the natives they own. */
final class StepWriter {
    private final NativeScope scope = new NativeScope();
    private final Layout layout = new Layout(scope);
    private final List<IntegerProgram.Step> steps = new ArrayList<>();
    private final List<Storage> storages = new ArrayList<>();
    private long images;
    private boolean perPiece = true;

    /** Starts with steps on {@code images} images. */
    StepWriter(long images) {
        this.images = images;
    }

    NativeScope scope() {
        return scope;
    }

    Layout layout() {
        return layout;
    }

    List<IntegerProgram.Step> steps() {
        return steps;
    }

    List<Storage> storages() {
        return storages;
    }

    boolean isPerPiece() {
        return perPiece;
    }

    /** All further steps compute this many images, after those of all pieces. */
    void continueWith(long all) {
        images = all;
        perPiece = false;
    }

    /** A new activation; {@code quantizer} is null for float32. */
    IntegerTensor tensor(int height, int width, int channels, AffineQuantizer quantizer) {
        long size = quantizer == null ? Float.BYTES : Byte.BYTES;
        Storage storage = new Storage(images * height * width * channels * size);
        storages.add(storage);
        return new IntegerTensor(storage, images, height, width, channels, quantizer);
    }

    /** Starts a step of a layer. */
    Step step(String layer, String purpose, IntegerProgram.Arithmetic arithmetic) {
        return new Step(layer, purpose, arithmetic);
    }

    /** Collects the operands of one primitive. */
    final class Step {
        private final String layer;
        private final String purpose;
        private final List<BoundOperation.Argument> arguments = new ArrayList<>();
        private final List<IntegerProgram.Step.Place> places = new ArrayList<>();
        private final IntegerProgram.Arithmetic arithmetic;

        private Step(String layer, String purpose, IntegerProgram.Arithmetic arithmetic) {
            this.layer = layer;
            this.purpose = purpose;
            this.arithmetic = arithmetic;
        }

        /** Layer and purpose, for messages. */
        Supplier<String> name() {
            return () -> "layer '" + layer + "' (" + purpose + ")";
        }

        /** Throws where a oneDNN call has failed. */
        void check(int status) {
            OneDnnException.check(status, "set up", name());
        }

        /** An activation. */
        Step operand(int argument, IntegerTensor tensor, dnnl_memory_desc description) {
            tensor.storage().usedAt(steps.size());
            arguments.add(new BoundOperation.Argument(argument, description, 0));
            places.add(new IntegerProgram.Step.Place(argument, tensor.storage()));
            return this;
        }

        /** Values that never change. */
        Step constant(int argument, NativeMemory values, dnnl_memory_desc description) {
            arguments.add(new BoundOperation.Argument(argument, description, values.address()));
            return this;
        }

        /** Scales and zero points. */
        Step constants(List<BoundOperation.Argument> attributes) {
            arguments.addAll(attributes);
            return this;
        }

        /**
         * Weights in the caller's layout, brought into the primitive's.
         *
         * @param description the caller's layout
         */
        Step weights(dnnl_primitive_desc descriptor, NativeMemory values, dnnl_memory_desc description) {
            dnnl_memory_desc wanted =
                    dnnl.dnnl_primitive_desc_query_md(descriptor, dnnl.dnnl_query_exec_arg_md, dnnl.DNNL_ARG_WEIGHTS);
            Reorder reorder = new Reorder(scope, name(), description, wanted);
            if (reorder.isIdentity()) {
                return constant(dnnl.DNNL_ARG_WEIGHTS, values, wanted);
            }
            NativeMemory reordered = new NativeMemory(scope, reorder.bytes(), name());
            ExecutionContext context = ExecutionContext.current(1);
            long scratchpad = context.scratch(reorder.scratchpadBytes(), name());
            reorder.run(context, values.address(), reordered.address(), scratchpad);
            return constant(dnnl.DNNL_ARG_WEIGHTS, reordered, wanted);
        }

        /** Compiles the primitive; takes ownership of the descriptor. */
        void add(dnnl_primitive_desc descriptor) {
            BoundOperation operation = new BoundOperation(scope, name(), descriptor, arguments);
            IntegerProgram.Primitive description =
                    new IntegerProgram.Primitive(layer, purpose, operation.implementation(), arithmetic);
            steps.add(new IntegerProgram.Step(description, operation, List.copyOf(places), perPiece));
        }

        /** Makes the scope own a descriptor that a oneDNN call has filled in. */
        dnnl_primitive_desc own(int status, dnnl_primitive_desc descriptor) {
            check(status);
            return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
        }
    }
}
