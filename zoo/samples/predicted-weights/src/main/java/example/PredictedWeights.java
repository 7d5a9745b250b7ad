package example;

import java.io.IOException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.datasets.images.EmbeddedImages;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.zoo.ghn.ParameterPredictor;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;

/** Starts a network of one's own, which nobody has trained, from the parameters that a hypernetwork predicts for it. */
public final class PredictedWeights {
    public static void main(String[] arguments) throws IOException {
        ImageDataset images = EmbeddedImages.dataset();
        DataSet batch = ImageBatches.of(images.train()).standardization(images.standardization()).batchSize(64).build().next();
        ComputationGraphConfiguration configuration = separableBlockWithShortcut();

        ParameterPredictor predictor = ParameterPredictor.load("ghn-q-quick");
        ComputationGraph network = new ComputationGraph(configuration);
        network.init();
        predictor.initialize(network);
        network.fit(batch);

        System.out.printf("Loss of the predicted parameters %.3f, after one step %.3f%n", network.score(), network.score(batch, true));
    }

    private static ComputationGraphConfiguration separableBlockWithShortcut() {
        return new NeuralNetConfiguration.Builder().updater(new Nesterovs(0.01, 0.9)).graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(32, 32, 3, CNN2DFormat.NHWC))
                .addLayer("stem", new Convolution.Builder(3, 3).nOut(24).stride(2, 2).hasBias(false).build(), "image")
                .addLayer("stem.bn", new BatchNorm.Builder().rectifier(Rectifier.RELU).build(), "stem")
                .addLayer("spatial", new Convolution.Builder(5, 5).depthwise(1).hasBias(false).build(), "stem.bn")
                .addLayer("mix", new Convolution.Builder(1, 1).nOut(24).hasBias(false).build(), "spatial")
                .addLayer("mix.bn", new BatchNorm.Builder().build(), "mix")
                .addVertex("shortcut", new ResidualSum(Rectifier.RELU), "mix.bn", "stem.bn")
                .addLayer("pool", new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), "shortcut")
                .addLayer("logits", new Dense.Builder().nOut(10).build(), "pool")
                .addLayer("output", new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build(), "logits")
                .setOutputs("output")
                .build();
    }
}
