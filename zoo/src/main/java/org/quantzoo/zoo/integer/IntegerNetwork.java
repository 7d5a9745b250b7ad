package org.quantzoo.zoo.integer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quantzoo.zoo.integer.IntegerTranslation.Translated;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.onednn.IntegerProgram;
import org.quantzoo.zoo.layers.onednn.IntegerTensor;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;

/**
 * A quantized network compiled to integer arithmetic: unsigned 8-bit activations times signed 8-bit weights, summed in 32 bits,
 * plus the bias, times one factor a layer, rounded to the next layer's levels. Where batch normalisation is not folded into a
 * convolution, it is part of this step, which then has a factor and a shift for each channel.
 *
 * <p>It gives the levels of the simulated network but for values that lie next to the middle between two levels: the simulation
 * adds and multiplies in float32 and rounds ties away from zero, integers are added exactly and ties go to even. {@link #compare}
 * shows what becomes of that, layer by layer. Sums, maxima, convolutions and dense layers are computed in integers; means and the
 * final softmax in float32, and dense layers that read means: {@link #floatLayers} names them.
 *
 * <p>Everything is prepared by {@link #compile}; running a compiled batch allocates no native memory. Calls exclude each other.
 */
public final class IntegerNetwork implements AutoCloseable {
    private final QuantizedNetwork quantized;
    private final int[] shape;
    private final int threads;
    private IntegerProgram program;
    /** For the images left over from whole batches: the last number of them that was met. */
    private IntegerProgram remainder;

    private IntegerNetwork(QuantizedNetwork quantized, int[] shape) {
        this.quantized = quantized;
        this.shape = shape;
        this.threads = KernelSelector.settings().threads();
        this.program = program(shape[0]);
    }

    /** Why integer arithmetic is not to be had on this machine, or nothing if it is. */
    public static Optional<String> unavailable() {
        return IntegerProgram.unavailable();
    }

    /**
     * Compiles a quantized network for images of one size.
     *
     * @param network all weights and activations quantized to at most 8 bits; later changes of its weights are not seen
     * @param batch images of a call, at least 1; other numbers are computed too, in several runs
     * @param height rows of an image
     * @param width columns of an image
     * @param channels last axis of an image
     * @throws IllegalArgumentException if a layer cannot be computed in integers; the message names it
     * @throws UnsupportedOperationException if this CPU cannot, see {@link #unavailable}
     */
    public static IntegerNetwork compile(QuantizedNetwork network, int batch, int height, int width, int channels) {
        unavailable().ifPresent(reason -> {
            throw new UnsupportedOperationException(reason);
        });
        int[] shape = {batch, height, width, channels};
        if (Arrays.stream(shape).anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException("A network is compiled for at least one image [batch, height, width,"
                    + " channels] without an axis of size 0, found " + Arrays.toString(shape) + ".");
        }
        return new IntegerNetwork(network, shape);
    }

    private IntegerProgram program(int batch) {
        return IntegerTranslation.translate(quantized, withBatch(batch), threads, false)
                .program();
    }

    private int[] withBatch(int batch) {
        return new int[] {batch, shape[1], shape[2], shape[3]};
    }

    /** The primitives in the order of their execution, and the code that computes each. */
    public List<IntegerProgram.Primitive> primitives() {
        return open().primitives();
    }

    /** The layers with primitives that compute in float32, quantization and dequantization left out. */
    public Set<String> floatLayers() {
        return primitives().stream()
                .filter(primitive -> primitive.arithmetic() == IntegerProgram.Arithmetic.FLOAT32)
                .map(IntegerProgram.Primitive::layer)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The network's output.
     *
     * @param images float32 NHWC, any number of them
     * @return one row an image
     */
    public INDArray output(INDArray images) {
        requireImages(images);
        INDArray output = Nd4j.createUninitialized(DataType.FLOAT, images.size(0), open().outputs());
        output(images, output);
        return output;
    }

    /**
     * Computes the network's output into an array of the caller's.
     *
     * @param images float32 NHWC, any number of them
     * @param output float32, one row an image
     */
    public synchronized void output(INDArray images, INDArray output) {
        requireImages(images);
        long count = images.size(0);
        int batch = shape[0];
        if (count == batch) {
            open().run(dense(images), output);
            return;
        }
        INDArray all = dense(images);
        for (long done = 0; done < count; done += batch) {
            long end = Math.min(count, done + batch);
            INDArray part = all.get(NDArrayIndex.interval(done, end)).dup('c');
            INDArray rows = Nd4j.createUninitialized(DataType.FLOAT, end - done, output.size(1));
            programFor(Math.toIntExact(end - done)).run(part, rows);
            output.get(NDArrayIndex.interval(done, end), NDArrayIndex.all()).assign(rows);
        }
    }

    private IntegerProgram programFor(int images) {
        if (images == shape[0]) {
            return open();
        }
        if (remainder == null || remainder.batch() != images) {
            if (remainder != null) {
                remainder.close();
            }
            open();
            remainder = program(images);
        }
        return remainder;
    }

    private static INDArray dense(INDArray images) {
        return images.ordering() == 'c' && !images.isView() ? images : images.dup('c');
    }

    private void requireImages(INDArray images) {
        if (images.rank() != 4
                || images.size(1) != shape[1]
                || images.size(2) != shape[2]
                || images.size(3) != shape[3]
                || images.dataType() != DataType.FLOAT
                || images.size(0) < 1) {
            throw new IllegalArgumentException("This network is compiled for FLOAT images [batch, " + shape[1] + ", "
                    + shape[2] + ", " + shape[3] + "], found " + images.dataType() + " "
                    + Arrays.toString(images.shape()) + "; images are NHWC.");
        }
    }

    /**
     * Runs images through the simulated network and through this one, and compares the levels behind every quantizer.
     *
     * <p>The simulation computes with the kernels that the network was made with. In bfloat16 its sums are off by more than a
     * level; load or quantize the network under {@code -Dquantzoo.precision=float32} to see the difference that integers make.
     *
     * @param images float32 NHWC
     * @return in the order of the network
     */
    public synchronized List<LayerDifference> compare(INDArray images) {
        requireImages(images);
        open();
        INDArray dense = dense(images);
        Map<String, INDArray> simulated = quantized.network().feedForward(dense.dup('c'), false);
        Translated translated =
                IntegerTranslation.translate(quantized, withBatch(Math.toIntExact(images.size(0))), threads, true);
        try (IntegerProgram kept = translated.program()) {
            kept.run(dense, Nd4j.createUninitialized(DataType.FLOAT, images.size(0), kept.outputs()));
            ComputationGraphConfiguration configuration = quantized.network().getConfiguration();
            List<LayerDifference> differences = new ArrayList<>();
            for (String name : configuration.getTopologicalOrderStr()) {
                IntegerTensor tensor = translated.activations().get(name);
                if (tensor != null) {
                    String layer = configuration.getVertexInputs().get(name).get(0);
                    float[] expected = simulated.get(name).dup('c').data().asFloat();
                    differences.add(difference(
                            layer,
                            expected,
                            kept.values(tensor),
                            tensor.quantizer().scale()));
                }
            }
            return differences;
        }
    }

    private static LayerDifference difference(String layer, float[] simulated, float[] integer, double step) {
        long differing = 0;
        double sum = 0;
        double max = 0;
        for (int i = 0; i < simulated.length; i++) {
            double steps = step == 0 ? 0 : Math.rint(Math.abs(simulated[i] - (double) integer[i]) / step);
            differing += steps > 0 ? 1 : 0;
            sum += steps;
            max = Math.max(max, steps);
        }
        double values = simulated.length;
        return new LayerDifference(layer, step, simulated.length, differing / values, sum / values, max);
    }

    private IntegerProgram open() {
        if (program == null) {
            throw new IllegalStateException("This integer network is closed; compile it again.");
        }
        return program;
    }

    /** Frees the compiled primitives and their memory. */
    @Override
    public synchronized void close() {
        if (program != null) {
            program.close();
            program = null;
        }
        if (remainder != null) {
            remainder.close();
            remainder = null;
        }
    }
}
