package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.quantzoo.zoo.layers.KernelSettings.Precision;

/** A batch too large for the memory that the process may use ends in a Java error that names the layer, not in a native crash. */
class OutOfMemoryTests {

    /** Trains on two images, then on so many that their activations need half a gigabyte. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            KernelSelector.use(new KernelSettings(args[0], Precision.FLOAT32, 1));
            ComputationGraph network =
                    TinyNetworks.classifier(DataType.FLOAT, new Sgd(0.1), TinyNetworks.images(16, 16, 4), graph -> {
                        graph.addLayer(
                                "narrow", new Convolution.Builder(3, 3).nOut(4).build(), "input");
                        graph.addLayer(
                                "wide", new Convolution.Builder(3, 3).nOut(256).build(), "narrow");
                        graph.addLayer("pool", new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), "wide");
                        return "pool";
                    });
            network.fit(batch(2));
            try {
                network.fit(batch(2048));
                System.out.println("trained");
            } catch (RuntimeException | OutOfMemoryError e) {
                // DL4J wraps what happens on the way back.
                for (Throwable told = e; told != null; told = told.getCause()) {
                    System.out.println(told.getMessage());
                }
            }
        }

        private static DataSet batch(int size) {
            INDArray images = Nd4j.rand(DataType.FLOAT, size, 16, 16, 4);
            return new DataSet(images, TinyNetworks.labels(DataType.FLOAT, size));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nd4j"})
    void aBatchThatNeedsTooMuchMemoryNamesItsLayer(String kernels) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=700m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        kernels)
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        assertThat(output)
                .containsPattern("layer \"(narrow|wide|pool|logits)\" found no memory for an input of shape \\[2048, .*"
                        + "use a smaller batch, or raise -Dorg.bytedeco.javacpp.maxbytes and maxphysicalbytes");
    }
}
