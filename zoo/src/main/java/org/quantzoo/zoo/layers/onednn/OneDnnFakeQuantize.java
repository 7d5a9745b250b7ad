package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;

/**
 * Quantize-dequantize in one pass over memory, equal to {@link AffineQuantizer} for every float.
 *
 * <p>This is Java, not a oneDNN primitive: oneDNN rounds ties to even and in float32, the definition rounds them away from zero in
 * double precision. A chunk is brought into the first-level cache, worked on there, and put back.
 */
final class OneDnnFakeQuantize implements Kernels.FakeQuantizeKernel {
    private static final String OPERATION = "A fake quantization";
    private static final int CHUNK = 1024;

    private final int threads;
    private QuantizationTable table;

    OneDnnFakeQuantize(int threads) {
        this.threads = threads;
    }

    @Override
    public void forward(INDArray x, AffineQuantizer quantizer, INDArray y) {
        long source = Operand.address(OPERATION, "x", x, x.shape());
        long target = Operand.address(OPERATION, "y", y, x.shape());
        if (table == null || !table.quantizer().equals(quantizer)) {
            table = new QuantizationTable(quantizer);
        }
        QuantizationTable steps = table;
        ParallelLoop.run(x.length(), threads, (begin, end) -> forward(steps, source, target, begin, end));
        Operand.keepAlive(x, y);
    }

    private static void forward(QuantizationTable table, long source, long target, long begin, long end) {
        float[] values = new float[CHUNK];
        float[] results = new float[CHUNK];
        float[] distances = new float[CHUNK];
        FloatPointer from = new Floats(source);
        FloatPointer to = new Floats(target);
        boolean finite = true;
        for (long done = begin; done < end; done += CHUNK) {
            int length = (int) Math.min(CHUNK, end - done);
            from.position(done).get(values, 0, length);
            finite &= table.apply(values, results, distances, length);
            to.position(done).put(results, 0, length);
        }
        if (!finite) {
            throw new IllegalArgumentException(
                    OPERATION + " needs finite values, found NaN or infinity; check the tensor"
                            + " that is passed in for overflow or a diverged training run.");
        }
    }

    @Override
    public void backward(
            INDArray x, AffineQuantizer quantizer, GradientConvention convention, INDArray dy, INDArray dx) {
        long source = Operand.address(OPERATION, "x", x, x.shape());
        long gradient = Operand.address(OPERATION, "dy", dy, x.shape());
        long target = Operand.address(OPERATION, "dx", dx, x.shape());
        boolean clipped = convention == GradientConvention.CLIP_AWARE;
        float min = clipped ? atLeast(quantizer.range().min()) : Float.NEGATIVE_INFINITY;
        float max = clipped ? -atLeast(-quantizer.range().max()) : Float.POSITIVE_INFINITY;
        ParallelLoop.run(x.length(), threads, (begin, end) -> backward(source, min, max, gradient, target, begin, end));
        Operand.keepAlive(x, dy, dx);
    }

    private static void backward(long source, float min, float max, long gradient, long target, long begin, long end) {
        float[] values = new float[CHUNK];
        float[] gradients = new float[CHUNK];
        FloatPointer from = new Floats(source);
        FloatPointer gradientFrom = new Floats(gradient);
        FloatPointer to = new Floats(target);
        for (long done = begin; done < end; done += CHUNK) {
            int length = (int) Math.min(CHUNK, end - done);
            from.position(done).get(values, 0, length);
            gradientFrom.position(done).get(gradients, 0, length);
            for (int i = 0; i < length; i++) {
                gradients[i] = values[i] >= min && values[i] <= max ? gradients[i] : 0;
            }
            to.position(done).put(gradients, 0, length);
        }
    }

    /** The smallest float that is not below the bound: a float lies within the bounds exactly if it lies within these. */
    private static float atLeast(double bound) {
        float nearest = (float) bound;
        return nearest < bound ? Math.nextUp(nearest) : nearest;
    }

    /** Floats in memory that somebody else owns. */
    private static final class Floats extends FloatPointer {
        private Floats(long location) {
            super((Pointer) null);
            address = location;
        }
    }
}
