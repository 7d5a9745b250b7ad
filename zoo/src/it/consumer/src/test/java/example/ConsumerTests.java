package example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.zoo.ghn.ParameterPredictor;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.GlobalAveragePooling;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;
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

    /** A network that this library does not know: a separable block with a shortcut between a stem and a head. */
    private static ComputationGraphConfiguration ownNetwork(long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Nesterovs(0.01, 0.9))
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(32, 32, 3, CNN2DFormat.NHWC))
                .addLayer("stem", new Convolution.Builder(3, 3).nOut(24).stride(2, 2).hasBias(false).build(), "image")
                .addLayer("stem.bn", new BatchNorm.Builder().rectifier(Rectifier.RELU).build(), "stem")
                .addLayer("spatial", new Convolution.Builder(5, 5).depthwise(1).hasBias(false).build(), "stem.bn")
                .addLayer("mix", new Convolution.Builder(1, 1).nOut(24).hasBias(false).build(), "spatial")
                .addLayer("mix.bn", new BatchNorm.Builder().build(), "mix")
                .addVertex("shortcut", new ResidualSum(Rectifier.RELU), "mix.bn", "stem.bn")
                .addLayer("pool", new GlobalAveragePooling.Builder().build(), "shortcut")
                .addLayer("logits", new Dense.Builder().nOut(10).build(), "pool")
                .addLayer("output", new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build(), "logits")
                .setOutputs("output")
                .build();
    }

    @Test
    void starts_a_network_of_its_own_from_the_parameters_that_a_hypernetwork_predicts() throws Exception {
        Path checkpoint = Path.of(System.getProperty("ghn.checkpoint"));
        ComputationGraphConfiguration configuration = ownNetwork(1);
        DataSet batch = new DataSet(images, labels);

        ParameterPredictor predictor = ParameterPredictor.load(checkpoint);
        ComputationGraph network = new ComputationGraph(configuration);
        network.init();
        predictor.initialize(network);
        INDArray predicted = network.params().dup();
        network.fit(batch);

        ComputationGraph other = new ComputationGraph(ownNetwork(2));
        other.init();
        assertNotEquals(predicted, other.params());
        predictor.initialize(other);
        assertEquals(predicted, other.params());
        assertNotEquals(predicted, network.params());
    }
}
