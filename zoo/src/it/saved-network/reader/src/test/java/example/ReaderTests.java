package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Loads the saved network in a program that has the zoo's jar and DL4J on its class path, and no data sets. */
class ReaderTests {

    private final Path directory = Path.of(System.getProperty("network"));

    @Test
    void the_data_sets_are_not_on_the_class_path() {
        assertThrows(
                ClassNotFoundException.class, () -> Class.forName("org.quantzoo.datasets.images.ImageDatasets"));
    }

    @Test
    void the_loaded_network_says_what_the_saved_one_said() throws Exception {
        INDArray images = Nd4j.readBinary(directory.resolve("images.bin").toFile());
        INDArray expected = Nd4j.readBinary(directory.resolve("probabilities.bin").toFile());

        ComputationGraph network =
                ModelSerializer.restoreComputationGraph(directory.resolve("network.zip").toFile());

        assertEquals(expected, network.outputSingle(images));
    }
}
