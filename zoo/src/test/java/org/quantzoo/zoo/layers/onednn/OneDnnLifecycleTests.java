package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quantzoo.zoo.layers.onednn.TestArrays.random;
import static org.quantzoo.zoo.layers.onednn.TestArrays.unwritten;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.Range;

/** Memory, repeatability and failure: what no single kernel's arithmetic shows. */
class OneDnnLifecycleTests {
    private static final int BATCH = 8;

    /** A training step through one kernel of every kind: convolution, normalisation, sum, pooling, quantization, dense. */
    private static final class Step {
        private final Kernels.ConvolutionKernel convolution;
        private final Kernels.ConvolutionKernel depthwise;
        private final Kernels.BatchNormKernel batchNorm;
        private final Kernels.SumKernel sum;
        private final Kernels.PoolingKernel pooling;
        private final Kernels.FakeQuantizeKernel quantize;
        private final Kernels.DenseKernel dense;
        private final AffineQuantizer quantizer = AffineQuantizer.of(new Range(0, 4), 8);
        private final INDArray x = random(1, BATCH, 8, 8, 16);
        private final INDArray w = random(2, 16, 16, 3, 3);
        private final INDArray bias = random(3, 1, 16);
        private final INDArray depthwiseWeights = random(4, 16, 1, 3, 3);
        private final INDArray gamma = random(5, 1, 16);
        private final INDArray beta = random(6, 1, 16);
        private final INDArray denseWeights = random(7, 256, 10);
        private final INDArray denseBias = random(8, 1, 10);
        private final INDArray dlogits = random(9, BATCH, 10);
        private final INDArray a = like(x);
        private final INDArray b = like(x);
        private final INDArray c = like(x);
        private final INDArray d = like(x);
        private final INDArray mean = like(gamma);
        private final INDArray variance = like(gamma);
        private final INDArray pooled = Nd4j.create(DataType.FLOAT, BATCH, 4, 4, 16);
        private final INDArray dpooled = like(pooled);
        private final INDArray quantized = like(pooled);
        private final INDArray logits = like(dlogits);
        private final INDArray scratchLogits = like(dlogits);
        private final INDArray gradient = like(x);
        private final INDArray gradient2 = like(x);
        private final INDArray dw = like(w);
        private final INDArray dbias = like(bias);
        private final INDArray ddepthwise = like(depthwiseWeights);
        private final INDArray dgamma = like(gamma);
        private final INDArray dbeta = like(beta);
        private final INDArray ddense = like(denseWeights);
        private final INDArray ddenseBias = like(denseBias);

        Step(Precision precision, int threads) {
            Kernels kernels = TestArrays.kernels(precision, threads);
            convolution = kernels.convolution(geometry(1), Rectifier.RELU);
            depthwise = kernels.convolution(geometry(16), Rectifier.NONE);
            batchNorm = kernels.batchNorm(16, 1e-3, Rectifier.RELU);
            sum = kernels.sum(Rectifier.RELU);
            pooling = kernels.pooling(
                    new PoolingGeometry(PoolingGeometry.Mode.MAX, Extent.square(2), Extent.square(2), Padding.SAME));
            quantize = kernels.fakeQuantize();
            dense = kernels.dense(256, 10, Rectifier.NONE);
        }

        private static INDArray like(INDArray array) {
            return Nd4j.create(DataType.FLOAT, array.shape());
        }

        void run() {
            convolution.forward(x, w, bias, a, true);
            depthwise.forward(a, depthwiseWeights, null, b, true);
            batchNorm.forwardTraining(b, gamma, beta, c, mean, variance);
            sum.forward(a, c, d);
            pooling.forward(d, pooled, true);
            quantize.forward(pooled, quantizer, quantized);
            INDArray flat = quantized.reshape('c', BATCH, 256);
            dense.forward(flat, denseWeights, denseBias, logits, true);

            scratchLogits.assign(dlogits);
            dense.backward(
                    flat, denseWeights, logits, scratchLogits, dpooled.reshape('c', BATCH, 256), ddense, ddenseBias);
            quantize.backward(pooled, quantizer, GradientConvention.CLIP_AWARE, dpooled, dpooled);
            pooling.backward(d, pooled, dpooled, gradient);
            sum.backward(d, gradient, gradient2);
            batchNorm.backward(b, gamma, mean, variance, c, gradient2, gradient, dgamma, dbeta);
            depthwise.backward(a, depthwiseWeights, b, gradient, gradient2, ddepthwise, null);
            convolution.backward(x, w, a, gradient2, gradient, dw, dbias);
        }

        List<INDArray> results() {
            return List.of(
                    logits.dup(),
                    gradient.dup(),
                    dw.dup(),
                    dbias.dup(),
                    ddepthwise.dup(),
                    dgamma.dup(),
                    dbeta.dup(),
                    ddense.dup(),
                    ddenseBias.dup(),
                    mean.dup(),
                    variance.dup());
        }
    }

    private static ConvolutionGeometry geometry(int groups) {
        return new ConvolutionGeometry(
                16, 16, Extent.square(3), Extent.square(1), Extent.square(1), groups, Padding.SAME);
    }

    private static List<Precision> precisions() {
        return OneDnnEngine.hasBfloat16() ? List.of(Precision.FLOAT32, Precision.BFLOAT16) : List.of(Precision.FLOAT32);
    }

    @Test
    void allocatesNothingNativeOnceEveryShapeHasBeenMet() {
        for (Precision precision : precisions()) {
            Step step = new Step(precision, 2);
            step.run();
            long before = OneDnnKernels.nativeAllocations();
            for (int i = 0; i < 20; i++) {
                step.run();
            }
            assertThat(OneDnnKernels.nativeAllocations()).isEqualTo(before);
        }
    }

    /**
     * The soak, in a process of its own whose Java heap is resident from the start, so that resident memory grows by native memory
     * alone.
     */
    static final class Soak {
        private Soak() {}

        /** On one thread each, because 50,000 hand-overs between threads would take a minute on a busy machine. */
        public static void main(String[] args) {
            List<Step> steps = precisions().stream().map(p -> new Step(p, 1)).toList();
            for (int i = 0; i < 300; i++) {
                steps.forEach(Step::run);
            }
            long before = Pointer.physicalBytes();
            for (int i = 0; i < 2000; i++) {
                steps.forEach(Step::run);
            }
            System.out.println("grown by " + (Pointer.physicalBytes() - before));
        }
    }

    @Test
    void holdsItsMemoryFlatOverTwoThousandSteps() throws Exception {
        Process soak = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+AlwaysPreTouch",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Soak.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(soak.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(soak.waitFor()).as(output).isZero();
        Matcher grown = Pattern.compile("grown by (-?[0-9]+)").matcher(output);
        assertThat(grown.find()).as(output).isTrue();
        // A leak of one activation of 32 KiB a step would be 64 MiB; compiled code and class data may still grow a
        // little.
        assertThat(Long.parseLong(grown.group(1))).isLessThan(32L << 20);
    }

    @Test
    void repeatsBitForBit() {
        for (Precision precision : precisions()) {
            Step first = new Step(precision, 2);
            first.run();
            List<INDArray> expected = first.results();
            for (int i = 0; i < 5; i++) {
                Step again = new Step(precision, 2);
                again.run();
                again.run();
                assertThat(again.results()).isEqualTo(expected);
            }
        }
    }

    @Test
    void givesTheSameBitsOnParallelThreads() throws Exception {
        Step alone = new Step(Precision.FLOAT32, 1);
        alone.run();
        List<INDArray> expected = alone.results();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            List<Future<List<INDArray>>> results = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                results.add(pool.submit(() -> {
                    Step step = new Step(Precision.FLOAT32, 1);
                    for (int k = 0; k < 20; k++) {
                        step.run();
                    }
                    return step.results();
                }));
            }
            for (Future<List<INDArray>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void keepsABoundedNumberOfShapesAndClosesTheOthers() {
        List<String> closed = new ArrayList<>();
        PrimitiveCache<Integer, AutoCloseable> cache = new PrimitiveCache<>();
        for (int i = 0; i < PrimitiveCache.CAPACITY; i++) {
            int shape = i;
            cache.get(i, key -> () -> closed.add("shape " + shape));
        }
        cache.get(0, key -> {
            throw new AssertionError("Shape 0 is held.");
        });
        cache.get(99, key -> () -> {});
        assertThat(closed).containsExactly("shape 1");
        assertThat(cache.size()).isEqualTo(PrimitiveCache.CAPACITY);
    }

    @Test
    void computesRightlyWithMoreShapesThanItKeeps() {
        Kernels.ConvolutionKernel kernel =
                TestArrays.kernels(Precision.FLOAT32).convolution(geometry(1), Rectifier.NONE);
        INDArray w = random(2, 16, 16, 3, 3);
        for (int round = 0; round < 2; round++) {
            for (int batch = 1; batch <= 2 * PrimitiveCache.CAPACITY; batch++) {
                INDArray x = random(batch, batch, 5, 5, 16);
                INDArray y = unwritten(batch, 5, 5, 16);
                kernel.forward(x, w, null, y, true);
                TestArrays.assertWithinRounding(
                        "y", y, NaiveReference.convolution(geometry(1), Rectifier.NONE, x, w, null), false);
            }
        }
    }

    @Test
    void reportsMemoryThatIsNotThere() {
        assertThatThrownBy(() -> new NativeBuffer().reserve(1L << 60, () -> "A convolution of too many images"))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("A convolution of too many images needs 1152921504606846976 bytes");
    }

    @Test
    void reportsWhatOneDnnRefuses() {
        assertThatThrownBy(() -> OneDnnException.check(3, "set up", () -> "a convolution"))
                .isInstanceOf(OneDnnException.class)
                .hasMessage("oneDNN could not set up a convolution: not implemented for this shape on this CPU; use"
                        + " -Dquantzoo.kernels=nd4j.");
        try (NativeScope scope = new NativeScope()) {
            assertThatThrownBy(() -> new Layout(scope).vector(-5))
                    .isInstanceOf(OneDnnException.class)
                    .hasMessageContaining("[-5]");
        }
    }
}
