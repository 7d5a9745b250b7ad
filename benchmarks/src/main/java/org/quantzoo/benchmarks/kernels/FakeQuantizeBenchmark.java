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
import org.quantzoo.zoo.layers.Kernels.FakeQuantizeKernel;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.Range;

/** Quantize-dequantize of the largest activation of the papers' networks, 128x32x32x64, to 8 bits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FakeQuantizeBenchmark {
    /** The kernels under test; precision makes no difference here. */
    @Param({"ND4J", "ONEDNN_FLOAT32"})
    public KernelChoice kernels;

    private FakeQuantizeKernel kernel;
    private AffineQuantizer quantizer;
    private INDArray x;
    private INDArray y;

    /** Makes the arrays. */
    @Setup(Level.Trial)
    public void prepare() {
        kernel = kernels.kernels().fakeQuantize();
        quantizer = AffineQuantizer.of(new Range(-0.9, 0.9), 8);
        x = Tensors.uniform(1, 128, 32, 32, 64);
        y = x.dup();
    }

    @Benchmark
    public INDArray forward() {
        kernel.forward(x, quantizer, y);
        return y;
    }
}
