package org.quantzoo.zoo.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;

/**
 * The arithmetic under the layers: one object per layer, made by one of these factories.
 *
 * <p>A kernel object belongs to one layer instance and one thread at a time. It may keep scratch memory, reordered weights and
 * compiled primitives from call to call. All arrays are dense and in 'c' order; they may be views into a larger buffer (DL4J keeps
 * all parameters of a network in one). Activations are NHWC. Outputs are allocated by the caller and overwritten completely.
 * {@code dy} is the gradient at the layer's rectified output and may be overwritten as scratch. In {@code backward}, the arrays of
 * the matching {@code forward} call with {@code training = true} are passed again, unchanged.
 */
public interface Kernels {

    /** A short name for provenance, for example {@code nd4j} or {@code onednn}. */
    String name();

    /** The arithmetic that {@code name} alone leaves open: precision, instruction set, threads; for provenance. */
    String description();

    /** y = rectifier(x * w + b). */
    ConvolutionKernel convolution(ConvolutionGeometry geometry, Rectifier rectifier);

    /** y = rectifier(x w + b). */
    DenseKernel dense(int inputs, int outputs, Rectifier rectifier);

    /** y = rectifier(gamma (x - mean) / sqrt(var + epsilon) + beta), statistics per channel (the last axis). */
    BatchNormKernel batchNorm(int channels, double epsilon, Rectifier rectifier);

    /** Window maximum or mean. */
    PoolingKernel pooling(PoolingGeometry geometry);

    /** y = rectifier(a + b). */
    SumKernel sum(Rectifier rectifier);

    /** y = rectifier(x). */
    RectifierKernel rectify(Rectifier rectifier);

    /** Quantize, then dequantize. */
    FakeQuantizeKernel fakeQuantize();

    /** Weights OIHW; bias {@code [1, outChannels]} or null. */
    interface ConvolutionKernel {
        void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training);

        /**
         * Writes all gradients.
         *
         * @param dx gradient at the input, or null where nothing below needs it
         * @param dbias gradient of the bias, or null without bias
         */
        void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias);
    }

    /** x {@code [batch, in]}, w {@code [in, out]}, bias {@code [1, out]} or null. */
    interface DenseKernel {
        void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training);

        /** Writes all gradients; {@code dx} and {@code dbias} may be null as in {@link ConvolutionKernel#backward}. */
        void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias);
    }

    /** Per-channel arrays are {@code [1, channels]}; variances are biased (divided by the count). */
    interface BatchNormKernel {
        /** Normalises with the statistics of this batch and writes them to {@code mean} and {@code variance}. */
        void forwardTraining(INDArray x, INDArray gamma, INDArray beta, INDArray y, INDArray mean, INDArray variance);

        /** Normalises with given statistics. */
        void forwardInference(INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y);

        /** The gradient through {@link #forwardTraining}, the batch statistics included. */
        void backward(
                INDArray x,
                INDArray gamma,
                INDArray mean,
                INDArray variance,
                INDArray y,
                INDArray dy,
                INDArray dx,
                INDArray dgamma,
                INDArray dbeta);
    }

    /** x and y are NHWC. */
    interface PoolingKernel {
        void forward(INDArray x, INDArray y, boolean training);

        void backward(INDArray x, INDArray y, INDArray dy, INDArray dx);
    }

    /** The residual sum. */
    interface SumKernel {
        void forward(INDArray a, INDArray b, INDArray y);

        /** Writes dL/da, which equals dL/db. */
        void backward(INDArray y, INDArray dy, INDArray dx);
    }

    /** The rectifier of a whole tensor. */
    interface RectifierKernel {
        void forward(INDArray x, INDArray y);

        void backward(INDArray y, INDArray dy, INDArray dx);
    }

    /** Quantize-dequantize of a whole tensor with one scale and zero point. */
    interface FakeQuantizeKernel {
        /** x and y may be the same array. */
        void forward(INDArray x, AffineQuantizer quantizer, INDArray y);

        void backward(INDArray x, AffineQuantizer quantizer, GradientConvention convention, INDArray dy, INDArray dx);
    }
}
