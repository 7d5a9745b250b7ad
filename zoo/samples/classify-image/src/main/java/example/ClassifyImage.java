package example;

import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.pretrained.Checkpoint;
import org.quantzoo.zoo.pretrained.Checkpoints;
import org.quantzoo.zoo.pretrained.Precision;

/** Classifies an image file with a pretrained network: mvn compile exec:java -Dexec.args=FILE */
public final class ClassifyImage {
    public static void main(String[] arguments) throws IOException {
        Checkpoint checkpoint = Checkpoints.find("DWS_Conv_With_BN", "CIFAR-10", Precision.QUINT8);
        ComputationGraph network = checkpoint.load();

        INDArray image = checkpoint.metadata().preprocessing().input(ImageIO.read(new File(arguments[0])));
        INDArray probabilities = network.outputSingle(image);

        int best = probabilities.argMax(1).getInt(0);
        System.out.printf("%s is '%s' (%.0f %%)%n",
                arguments[0], checkpoint.metadata().classes().get(best), 100 * probabilities.getDouble(0, best));
    }
}
