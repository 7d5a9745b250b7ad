package example;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageFolders;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.datasets.images.Standardization;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Preprocessing;
import org.quantzoo.zoo.pretrained.Checkpoint;
import org.quantzoo.zoo.pretrained.Checkpoints;
import org.quantzoo.zoo.pretrained.Precision;

/** Teaches a pretrained network three classes of its own from the folders FOLDER/train/CLASS and FOLDER/test/CLASS. */
public final class TransferLearning {
    public static void main(String[] arguments) throws IOException {
        Checkpoint checkpoint = Checkpoints.find("DWS_Conv_With_BN", "CIFAR-10", Precision.QUINT8);
        ComputationGraph network = checkpoint.load();
        Preprocessing preprocessing = checkpoint.metadata().preprocessing();
        ImageDataset images = ImageFolders.read(Path.of(arguments[0]), preprocessing.height(), preprocessing.width());

        // The network stays as it is; a new classifier learns from what it sees in front of its dense layers.
        DataSet train = features(network, images.train(), preprocessing);
        MultiLayerNetwork classifier = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list(new OutputLayer.Builder().nIn(train.getFeatures().size(1)).nOut(images.classes())
                        .activation(Activation.SOFTMAX).build())
                .build());
        classifier.init();
        for (int step = 0; step < 100; step++) {
            classifier.fit(train);
        }
        DataSet test = features(network, images.test(), preprocessing);
        Evaluation evaluation = new Evaluation(images.classes());
        evaluation.eval(test.getLabels(), classifier.output(test.getFeatures()));
        System.out.printf("%.0f %% of %d test images right%n", 100 * evaluation.accuracy(), images.test().size());
    }

    private static DataSet features(ComputationGraph network, LabeledImages images, Preprocessing preprocessing) {
        DataSet all = ImageBatches.of(images).batchSize(images.size())
                .standardization(new Standardization(preprocessing.mean(), preprocessing.standardDeviation()))
                .build().next();
        return new DataSet(network.feedForward(all.getFeatures(), false).get("pooling"), all.getLabels());
    }
}
