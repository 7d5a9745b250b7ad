package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A sequence of primitives on 8-bit integers, with its weights, constants and all memory: a compiled quantized network.
 *
 * <p>A batch passes the layers on images in pieces, so that activations stay in the CPU's caches, and the rest as a whole. Running
 * allocates nothing. One thread at a time may run a program.
 */
public final class IntegerProgram implements AutoCloseable {
    private final NativeScope scope;
    private final IntegerTensor input;
    private final IntegerTensor output;
    private final int pieces;
    private final int threads;
    private final boolean keepAll;
    private final List<Step> perPiece;
    private final List<Step> atOnce;
    private final List<Step> all;
    private final NativeMemory memory;
    private final long scratchpadBytes;

    /** What a primitive computes with. */
    public enum Arithmetic {
        /** Products, sums or maxima of integers. */
        INTEGER,
        /** Real values to levels or back. */
        CONVERSION,
        /** Real values. */
        FLOAT32
    }

    /**
     * What one primitive of a program does.
     *
     * @param layer the layer it belongs to
     * @param purpose for example "convolution"
     * @param implementation the code that oneDNN chose, for example {@code brg_conv_fwd:avx512_core_vnni}
     * @param arithmetic what it computes with
     */
    public record Primitive(String layer, String purpose, String implementation, Arithmetic arithmetic) {}

    /** A primitive and where its moving operands lie. */
    record Step(Primitive description, BoundOperation operation, List<Place> operands, boolean perPiece) {

        /** An argument in the program's memory or the caller's. */
        record Place(int argument, Storage storage) {}
    }

    IntegerProgram(
            StepWriter writer, IntegerTensor input, IntegerTensor output, int pieces, int threads, boolean keepAll) {
        this.scope = writer.scope();
        this.input = input;
        this.output = output;
        this.pieces = pieces;
        this.threads = threads;
        this.keepAll = keepAll;
        List<Step> steps = writer.steps();
        this.all = List.copyOf(steps);
        this.perPiece = steps.stream().filter(Step::perPiece).toList();
        this.atOnce = steps.stream().filter(step -> !step.perPiece()).toList();
        long bytes = Storage.place(
                writer.storages().stream().filter(s -> !s.isExternal()).toList(), !keepAll);
        this.memory = new NativeMemory(scope, bytes, () -> "A program of " + steps.size() + " steps on integers");
        long scratchpad = 0;
        for (Step step : steps) {
            scratchpad = Math.max(scratchpad, step.operation().scratchpadBytes());
            for (Step.Place operand : step.operands()) {
                if (!operand.storage().isExternal()) {
                    step.operation()
                            .bind(
                                    operand.argument(),
                                    memory.address() + operand.storage().offset());
                }
            }
        }
        this.scratchpadBytes = scratchpad;
    }

    /** Why integer programs cannot run here, or nothing if they can. */
    public static Optional<String> unavailable() {
        try {
            if (OneDnnEngine.has(dnnl.dnnl_cpu_isa_avx512_core_vnni) || OneDnnEngine.has(dnnl.dnnl_cpu_isa_avx2_vnni)) {
                return Optional.empty();
            }
            return Optional.of("Integer execution needs a CPU with AVX512_VNNI, AVX_VNNI or AMX, found "
                    + OneDnnEngine.instructionSet()
                    + ": older instructions saturate sums of products at 16 bits. Run the simulated network instead.");
        } catch (LinkageError | OneDnnException e) {
            return Optional.of("The oneDNN library does not load on this platform: " + e.getMessage());
        }
    }

    /** The primitives in the order of their execution. */
    public List<Primitive> primitives() {
        return all.stream().map(Step::description).toList();
    }

    /** Values of the output for one image. */
    public long outputs() {
        return output.valuesOfOne();
    }

    /** Images of one call. */
    public long batch() {
        return input.images() * pieces;
    }

    /**
     * Computes the output of one batch.
     *
     * @param x float32 NHWC images, as many as {@link #batch}
     * @param y takes the output: float32, one row an image
     */
    public void run(INDArray x, INDArray y) {
        String name = "An integer program";
        long from = Operand.address(name, "x", x, batch(), input.height(), input.width(), input.channels());
        long to = Operand.address(name, "y", y, batch(), output.valuesOfOne());
        ExecutionContext context = ExecutionContext.current(threads);
        long scratchpad = context.scratch(scratchpadBytes, () -> name);
        for (int piece = 0; piece < pieces; piece++) {
            for (Step step : perPiece) {
                bind(step, piece, from, to);
                step.operation().run(context, scratchpad);
            }
        }
        for (Step step : atOnce) {
            bind(step, 0, from, to);
            step.operation().run(context, scratchpad);
        }
        Operand.keepAlive(x, y);
        Reference.reachabilityFence(this);
    }

    private void bind(Step step, int piece, long from, long to) {
        for (Step.Place operand : step.operands()) {
            Storage storage = operand.storage();
            if (storage.isExternal()) {
                long base = storage == input.storage() ? from : to;
                step.operation().bind(operand.argument(), base + piece * storage.stride());
            } else if (storage.stride() > 0) {
                step.operation()
                        .bind(operand.argument(), memory.address() + storage.offset() + piece * storage.stride());
            }
        }
    }

    /**
     * The real values of an activation after {@link #run}, NHWC. The program must have been built to keep activations.
     *
     * @throws IllegalStateException if it was not
     */
    public float[] values(IntegerTensor tensor) {
        if (!keepAll || pieces > 1) {
            throw new IllegalStateException("The program keeps no activations; build it to keep them.");
        }
        int length = Math.toIntExact(tensor.images() * tensor.valuesOfOne());
        long offset = tensor.storage().offset();
        if (!tensor.isInteger()) {
            return memory.floats(offset, length);
        }
        byte[] levels = memory.bytes(offset, length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) tensor.quantizer().dequantize(Byte.toUnsignedInt(levels[i]));
        }
        return values;
    }

    @Override
    public void close() {
        scope.close();
    }
}
