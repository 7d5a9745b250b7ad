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
import org.quantzoo.zoo.layers.Kernels.BatchNormKernel;
import org.quantzoo.zoo.layers.Rectifier;

/** Batch normalisation with ReLU in the first stage of the papers' networks, 128x32x32x64. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BatchNormBenchmark {
    private static final int[] SHAPE = {128, 32, 32, 64};

    /** The kernels under test; precision makes no difference here. */
    @Param({"ND4J", "ONEDNN_FLOAT32"})
    public KernelChoice kernels;

    private BatchNormKernel kernel;
    private INDArray x;
    private INDArray y;
    private INDArray gradient;
    private INDArray dy;
    private INDArray dx;
    private INDArray gamma;
    private INDArray beta;
    private INDArray mean;
    private INDArray variance;
    private INDArray dgamma;
    private INDArray dbeta;

    /** Makes the arrays and runs the forward pass that the backward pass needs. */
    @Setup(Level.Trial)
    public void prepare() {
        int channels = SHAPE[3];
        kernel = kernels.kernels().batchNorm(channels, 1e-3, Rectifier.RELU);
        x = Tensors.uniform(1, SHAPE[0], SHAPE[1], SHAPE[2], channels);
        y = x.dup();
        gradient = Tensors.uniform(2, SHAPE[0], SHAPE[1], SHAPE[2], channels);
        dy = gradient.dup();
        dx = x.dup();
        gamma = Tensors.uniform(3, 1, channels).addi(2);
        beta = Tensors.uniform(4, 1, channels);
        mean = beta.dup();
        variance = gamma.dup();
        dgamma = gamma.dup();
        dbeta = beta.dup();
        kernel.forwardTraining(x, gamma, beta, y, mean, variance);
    }

    @Benchmark
    public INDArray forwardTraining() {
        kernel.forwardTraining(x, gamma, beta, y, mean, variance);
        return y;
    }

    @Benchmark
    public INDArray forwardInference() {
        kernel.forwardInference(x, gamma, beta, mean, variance, y);
        return y;
    }

    /** Includes a copy, as the kernel may use the gradient as scratch. */
    @Benchmark
    public INDArray backward() {
        dy.assign(gradient);
        kernel.backward(x, gamma, mean, variance, y, dy, dx, dgamma, dbeta);
        return dx;
    }
}
