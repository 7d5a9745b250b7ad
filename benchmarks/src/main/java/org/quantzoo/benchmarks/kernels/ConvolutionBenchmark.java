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
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Kernels.ConvolutionKernel;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Rectifier;

/** Convolutions of the papers' networks at batch 128: regular, pointwise, grouped and depthwise. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ConvolutionBenchmark {
    private static final int BATCH = 128;

    /** The kernels under test. */
    @Param
    public KernelChoice kernels;

    /** The layer under test. */
    @Param
    public Layer layer;

    private ConvolutionKernel kernel;
    private INDArray x;
    private INDArray w;
    private INDArray y;
    private INDArray gradient;
    private INDArray dy;
    private INDArray dx;
    private INDArray dw;

    /** Layers by stage, input and output channels, side and groups. */
    public enum Layer {
        REGULAR_64_AT_32(64, 64, 3, 32, 1),
        REGULAR_256_AT_8(256, 256, 3, 8, 1),
        POINTWISE_128_AT_16(128, 128, 1, 16, 1),
        GROUPED_128_AT_16(128, 128, 3, 16, 4),
        DEPTHWISE_64_AT_32(64, 64, 3, 32, 64),
        DEPTHWISE_256_AT_8(256, 256, 3, 8, 256);

        private final ConvolutionGeometry geometry;
        private final int side;

        Layer(int inChannels, int outChannels, int kernel, int side, int groups) {
            this.geometry = new ConvolutionGeometry(
                    inChannels,
                    outChannels,
                    Extent.square(kernel),
                    Extent.square(1),
                    Extent.square(1),
                    groups,
                    Padding.SAME);
            this.side = side;
        }
    }

    /** Makes the arrays and runs the forward pass that the backward pass needs. */
    @Setup(Level.Trial)
    public void prepare() {
        ConvolutionGeometry geometry = layer.geometry;
        kernel = kernels.kernels().convolution(geometry, Rectifier.NONE);
        x = Tensors.uniform(1, BATCH, layer.side, layer.side, geometry.inChannels());
        w = Tensors.uniform(2, geometry.weightShape());
        y = Tensors.uniform(3, BATCH, layer.side, layer.side, geometry.outChannels());
        gradient = y.dup();
        dy = y.dup();
        dx = x.dup();
        dw = w.dup();
        kernel.forward(x, w, null, y, true);
    }

    @Benchmark
    public INDArray forward() {
        kernel.forward(x, w, null, y, true);
        return y;
    }

    /** Includes a copy, as the kernel may use the gradient as scratch. */
    @Benchmark
    public INDArray backward() {
        dy.assign(gradient);
        kernel.backward(x, w, y, dy, dx, dw, null);
        return dx;
    }
}
