package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;

/** Saves a network, an input, and what the network says of it. */
class WriterTests {

    @Test
    void saves_a_network_with_its_input_and_output() throws Exception {
        Path directory = Files.createDirectories(Path.of(System.getProperty("network")));
        ComputationGraph network = SimpleBlockCnn.builder()
                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                .width(0.25)
                .seed(11)
                .build()
                .init();
        INDArray images = Nd4j.linspace(DataType.FLOAT, -1, 1e-4, 2 * 32 * 32 * 3).reshape(2, 32, 32, 3);
        File file = directory.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        Nd4j.saveBinary(images, directory.resolve("images.bin").toFile());
        Nd4j.saveBinary(network.outputSingle(images), directory.resolve("probabilities.bin").toFile());
        assertTrue(file.length() > 0);
    }
}
