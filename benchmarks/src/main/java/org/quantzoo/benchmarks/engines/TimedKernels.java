package org.quantzoo.benchmarks.engines;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * Kernels that also say how long they take.
 *
 * <p>Two readings of the clock around each of a few hundred calls in a step cost microseconds, steps take milliseconds and more.
 */
final class TimedKernels implements Kernels {
    private final Kernels kernels;

    TimedKernels(Kernels kernels) {
        this.kernels = kernels;
    }

    private static void time(LayerKind kind, Runnable call) {
        long start = System.nanoTime();
        call.run();
        LayerTimes.add(kind, System.nanoTime() - start);
    }

    @Override
    public String name() {
        return kernels.name();
    }

    @Override
    public String description() {
        return kernels.description();
    }

    @Override
    public ConvolutionKernel convolution(ConvolutionGeometry geometry, Rectifier rectifier) {
        ConvolutionKernel kernel = kernels.convolution(geometry, rectifier);
        LayerKind kind = geometry.isDepthwise() ? LayerKind.DEPTHWISE : LayerKind.CONVOLUTION;
        return new ConvolutionKernel() {
            @Override
            public void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training) {
                time(kind, () -> kernel.forward(x, w, bias, y, training));
            }

            @Override
            public void backward(
                    INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias) {
                time(kind, () -> kernel.backward(x, w, y, dy, dx, dw, dbias));
            }
        };
    }

    @Override
    public DenseKernel dense(int inputs, int outputs, Rectifier rectifier) {
        DenseKernel kernel = kernels.dense(inputs, outputs, rectifier);
        return new DenseKernel() {
            @Override
            public void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training) {
                time(LayerKind.DENSE, () -> kernel.forward(x, w, bias, y, training));
            }

            @Override
            public void backward(
                    INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias) {
                time(LayerKind.DENSE, () -> kernel.backward(x, w, y, dy, dx, dw, dbias));
            }
        };
    }

    @Override
    public BatchNormKernel batchNorm(int channels, double epsilon, Rectifier rectifier) {
        BatchNormKernel kernel = kernels.batchNorm(channels, epsilon, rectifier);
        return new BatchNormKernel() {
            @Override
            public void forwardTraining(
                    INDArray x, INDArray gamma, INDArray beta, INDArray y, INDArray mean, INDArray variance) {
                time(LayerKind.BATCH_NORM, () -> kernel.forwardTraining(x, gamma, beta, y, mean, variance));
            }

            @Override
            public void forwardInference(
                    INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
                time(LayerKind.BATCH_NORM, () -> kernel.forwardInference(x, gamma, beta, mean, variance, y));
            }

            @Override
            public void backward(
                    INDArray x,
                    INDArray gamma,
                    INDArray mean,
                    INDArray variance,
                    INDArray y,
                    INDArray dy,
                    INDArray dx,
                    INDArray dgamma,
                    INDArray dbeta) {
                time(LayerKind.BATCH_NORM, () -> kernel.backward(x, gamma, mean, variance, y, dy, dx, dgamma, dbeta));
            }
        };
    }

    /** Not timed: none of the measured networks pools. */
    @Override
    public PoolingKernel pooling(PoolingGeometry geometry) {
        return kernels.pooling(geometry);
    }

    @Override
    public SumKernel sum(Rectifier rectifier) {
        SumKernel kernel = kernels.sum(rectifier);
        return new SumKernel() {
            @Override
            public void forward(INDArray a, INDArray b, INDArray y) {
                time(LayerKind.SUM, () -> kernel.forward(a, b, y));
            }

            @Override
            public void backward(INDArray y, INDArray dy, INDArray dx) {
                time(LayerKind.SUM, () -> kernel.backward(y, dy, dx));
            }
        };
    }

    /** Not timed: the measured networks have their rectifiers in other layers. */
    @Override
    public RectifierKernel rectify(Rectifier rectifier) {
        return kernels.rectify(rectifier);
    }

    /** Not timed: none of the measured networks is quantized. */
    @Override
    public FakeQuantizeKernel fakeQuantize() {
        return kernels.fakeQuantize();
    }
}
