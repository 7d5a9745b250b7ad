package org.quantzoo.benchmarks.kernels;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.quantzoo.zoo.layers.Kernels.DenseKernel;
import org.quantzoo.zoo.layers.Rectifier;

/** The first dense layer of the papers' networks, which holds most of their parameters: 128 rows, 16,384 inputs, 256 units. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DenseBenchmark {
    private static final int BATCH = 128;
    private static final int INPUTS = 16_384;
    private static final int UNITS = 256;

    /** The kernels under test. */
    @Param
    public KernelChoice kernels;

    private DenseKernel kernel;
    private INDArray x;
    private INDArray w;
    private INDArray bias;
    private INDArray y;
    private INDArray gradient;
    private INDArray dy;
    private INDArray dx;
    private INDArray dw;
    private INDArray dbias;

    /** Makes the arrays and runs the forward pass that the backward pass needs. */
    @Setup(Level.Trial)
    public void prepare() {
        kernel = kernels.kernels().dense(INPUTS, UNITS, Rectifier.RELU);
        x = Tensors.uniform(1, BATCH, INPUTS);
        w = Tensors.uniform(2, INPUTS, UNITS);
        bias = Tensors.uniform(3, 1, UNITS);
        y = Tensors.uniform(4, BATCH, UNITS);
        gradient = y.dup();
        dy = y.dup();
        dx = x.dup();
        dw = w.dup();
        dbias = bias.dup();
        kernel.forward(x, w, bias, y, true);
    }

    @Benchmark
    public INDArray forward() {
        kernel.forward(x, w, bias, y, true);
        return y;
    }

    /** Includes a copy, as the kernel may use the gradient as scratch. */
    @Benchmark
    public INDArray backward() {
        dy.assign(gradient);
        kernel.backward(x, w, y, dy, dx, dw, dbias);
        return dx;
    }
}
