package org.quantzoo.zoo.layers.onednn;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels.ConvolutionKernel;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * Prints the speed of a 64 to 64 channel 3x3 convolution on 128 images of 32x32 pixels, reorders included.
 *
 * <p>On one thread it reports processor time, which other load on the machine hardly changes, on more threads elapsed time. The
 * best of the runs counts: whatever else the machine does only ever adds.
 */
final class ConvolutionThroughput {
    private static final int BATCH = 128;
    private static final int SIZE = 32;
    private static final int CHANNELS = 64;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private ConvolutionThroughput() {}

    /**
     * Measures.
     *
     * @param arguments number of threads (default 1) and of runs (default 10)
     */
    public static void main(String[] arguments) {
        int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        ConvolutionGeometry geometry = new ConvolutionGeometry(
                CHANNELS, CHANNELS, Extent.square(3), Extent.square(1), Extent.square(1), 1, Padding.SAME);
        INDArray x = TestArrays.random(1, BATCH, SIZE, SIZE, CHANNELS);
        INDArray w = TestArrays.random(2, geometry.weightShape());
        INDArray y = TestArrays.unwritten(x.shape());
        INDArray dy = TestArrays.random(3, x.shape());
        INDArray dx = TestArrays.unwritten(x.shape());
        INDArray dw = TestArrays.unwritten(w.shape());
        double operations = 2.0 * BATCH * SIZE * SIZE * CHANNELS * CHANNELS * 9;
        for (Precision precision : new Precision[] {Precision.FLOAT32, Precision.BFLOAT16}) {
            if (precision == Precision.BFLOAT16 && !OneDnnEngine.hasBfloat16()) {
                continue;
            }
            OneDnnKernels kernels = TestArrays.kernels(precision, threads);
            ConvolutionKernel kernel = kernels.convolution(geometry, Rectifier.NONE);
            double forward = best(threads, runs, () -> kernel.forward(x, w, null, y, true));
            double backward = best(threads, runs, () -> kernel.backward(x, w, y, dy, dx, dw, null));
            System.out.printf(
                    "%s: forward %.1f ms (%.0f GFLOP/s), backward %.1f ms (%.0f GFLOP/s)%n",
                    kernels.description(),
                    forward * 1e3,
                    operations / forward / 1e9,
                    backward * 1e3,
                    2 * operations / backward / 1e9);
        }
    }

    private static double best(int threads, int runs, Runnable step) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < runs + 2; i++) {
            long begin = now(threads);
            step.run();
            best = Math.min(best, (now(threads) - begin) / 1e9);
        }
        return best;
    }

    private static long now(int threads) {
        return threads == 1 ? CLOCK.getCurrentThreadCpuTime() : System.nanoTime();
    }
}
