package example;

import java.io.IOException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.models.HeadPooling;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;

/** Loads a pretrained float network as any model of DL4J's zoo is loaded. */
public final class PretrainedModel {
    public static void main(String[] arguments) throws IOException {
        SimpleBlockCnn model = SimpleBlockCnn.builder()
                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                .headPooling(HeadPooling.AVERAGE)
                .build();
        ComputationGraph network = model.initPretrained(PretrainedType.CIFAR10);

        INDArray probabilities = network.outputSingle(Nd4j.zeros(1, 32, 32, 3));
        System.out.printf("%,d parameters; a grey image is class %d (%.0f %%)%n",
                network.numParams(), probabilities.argMax(1).getInt(0), 100 * probabilities.maxNumber().doubleValue());
    }
}
