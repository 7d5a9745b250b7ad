package org.quantzoo.zoo.layers.onednn;

import java.util.Locale;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * The kernels on CPUs, through oneDNN.
 *
 * <p>Results repeat bit for bit at a fixed number of threads and precision. In bfloat16 the operands of convolutions and matrix
 * products are rounded to bfloat16 (relative error at most 2^-8 each); sums, bias, rectifier, statistics and gradients at the
 * weights are float32. Depthwise convolutions stay in float32 always, and dense layers in the inference of small batches: they are
 * bound by memory, and the rounding pass costs more than the products save.
 */
public final class OneDnnKernels implements Kernels {
    private final boolean bfloat16;
    private final int threads;

    /**
     * Kernels with the given settings.
     *
     * @throws IllegalArgumentException where bfloat16 is demanded and the CPU does not have it
     */
    public OneDnnKernels(KernelSettings settings) {
        if (settings.precision() == Precision.BFLOAT16 && !OneDnnEngine.hasBfloat16()) {
            throw new IllegalArgumentException("quantzoo.precision=bfloat16 needs a CPU with AVX512_BF16 or AMX, found "
                    + OneDnnEngine.instructionSet() + "; use auto or float32.");
        }
        this.bfloat16 = settings.precision() == Precision.BFLOAT16
                || (settings.precision() == Precision.AUTO && OneDnnEngine.hasBfloat16());
        this.threads = settings.threads();
    }

    /**
     * Native objects and buffers made by these kernels since the process started. A training step whose shapes have been met before
     * adds none.
     */
    public static long nativeAllocations() {
        return NativeScope.allocations();
    }

    @Override
    public String name() {
        return OneDnnKernelProvider.NAME;
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "oneDNN %s, %s, %s, %d threads",
                OneDnnEngine.version(),
                OneDnnEngine.instructionSet(),
                bfloat16 ? "bfloat16" : "float32",
                threads);
    }

    @Override
    public ConvolutionKernel convolution(ConvolutionGeometry geometry, Rectifier rectifier) {
        return new OneDnnConvolution(geometry, rectifier, bfloat16 && !geometry.isDepthwise(), threads);
    }

    @Override
    public DenseKernel dense(int inputs, int outputs, Rectifier rectifier) {
        return new OneDnnDense(inputs, outputs, rectifier, bfloat16, threads);
    }

    @Override
    public BatchNormKernel batchNorm(int channels, double epsilon, Rectifier rectifier) {
        return new OneDnnBatchNorm(channels, epsilon, rectifier, threads);
    }

    @Override
    public PoolingKernel pooling(PoolingGeometry geometry) {
        return new OneDnnPooling(geometry, threads);
    }

    @Override
    public SumKernel sum(Rectifier rectifier) {
        return new OneDnnSum(rectifier, threads);
    }

    @Override
    public RectifierKernel rectify(Rectifier rectifier) {
        return new OneDnnRectifier(rectifier, threads);
    }

    @Override
    public FakeQuantizeKernel fakeQuantize() {
        return new OneDnnFakeQuantize(threads);
    }
}
