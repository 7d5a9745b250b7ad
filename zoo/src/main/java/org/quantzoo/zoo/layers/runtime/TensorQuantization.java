package org.quantzoo.zoo.layers.runtime;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.layers.BatchQuantizer;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.FakeQuantizeKernel;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.NoiseQuant;

/** Quantizes one tensor of a layer with its own range, and passes gradients back by the straight-through estimator. */
final class TensorQuantization {
    private final BatchQuantizer settings;
    private final FakeQuantizeKernel kernel;
    private final GradientConvention convention;
    private final long seed;

    /** The quantizer of the last forward pass; null where the tensor was not finite. */
    private AffineQuantizer used;

    /**
     * The quantization of a layer's weights or output.
     *
     * @param layer its name, which keeps the noise of layers apart
     */
    TensorQuantization(BatchQuantizer settings, String layer, DataType dataType) {
        this.settings = settings;
        this.kernel = KernelSelector.kernelsFor(dataType).fakeQuantize();
        // Nothing is clipped where the range is that of the tensor. Its nudged ends may miss an extreme value by half a
        // step, which
        // must not cost that value its gradient.
        this.convention = settings.clippedPercent() == 0 ? GradientConvention.IDENTITY : settings.gradientConvention();
        this.seed = Initializer.layerSeed(settings.seed(), layer);
    }

    /** Writes the quantized tensor; one that is not finite is copied, so that the loss shows it. */
    void forward(INDArray x, INDArray y) {
        if (!Double.isFinite(x.sumNumber().doubleValue())) {
            used = null;
            y.assign(x);
            return;
        }
        used = AffineQuantizer.of(settings.rangeEstimator().estimate(x), settings.bits());
        switch (settings.model()) {
            case ROUNDING -> kernel.forward(x, used, y);
            case NOISE -> new NoiseQuant(used, convention, seed).forward(x, 0, y);
        }
    }

    /** Writes the gradient at the tensor; the range counts as a constant. */
    void backward(INDArray x, INDArray dy, INDArray dx) {
        if (used == null) {
            dx.assign(dy);
        } else {
            kernel.backward(x, used, convention, dy, dx);
        }
    }
}
