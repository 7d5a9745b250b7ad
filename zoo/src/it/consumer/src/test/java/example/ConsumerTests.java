package example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;

/** What a project does that has the zoo as its only dependency. */
class ConsumerTests {

    private static final int BATCH = 4;

    private final INDArray images = Nd4j.linspace(DataType.FLOAT, -1, 1e-4, BATCH * 32 * 32 * 3).reshape(BATCH, 32, 32, 3);
    private final INDArray labels = Nd4j.eye(10).castTo(DataType.FLOAT).getRows(0, 3, 5, 9);

    @Test
    void builds_DWS_Conv_With_BN_trains_it_a_step_saves_it_loads_it_and_predicts(@TempDir Path directory) throws Exception {
        ComputationGraph network = SimpleBlockCnn.builder()
                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                .batchNorm(true)
                .initializer(Initializer.HE_NORM)
                .seed(7)
                .build()
                .init();
        network.fit(new DataSet(images, labels));
        Path file = directory.resolve("network.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);

        ComputationGraph loaded = ModelSerializer.restoreComputationGraph(file.toFile());

        INDArray probabilities = loaded.outputSingle(images);
        assertArrayEquals(new long[] {BATCH, 10}, probabilities.shape());
        assertArrayEquals(new float[] {1, 1, 1, 1}, probabilities.sum(1).toFloatVector(), 1e-5f);
        assertEquals(network.outputSingle(images), probabilities);
    }

    @Test
    void a_loaded_network_goes_on_training(@TempDir Path directory) throws Exception {
        ComputationGraph network = SimpleBlockCnn.builder()
                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                .width(0.25)
                .build()
                .init();
        Path file = directory.resolve("network.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);

        ComputationGraph loaded = ModelSerializer.restoreComputationGraph(file.toFile(), true);
        loaded.fit(new DataSet(images, labels));

        assertNotEquals(network.params(), loaded.params());
    }
}
