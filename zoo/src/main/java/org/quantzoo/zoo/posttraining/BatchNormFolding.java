package org.quantzoo.zoo.posttraining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.quantization.BatchNormParameters;

/**
 * Folds every batch normalisation into the convolution in front of it, with the trained running statistics ("Starting Positions
 * Matter" Eq. 4, thesis Eq. 3.2, and the bias that neither prints).
 *
 * <p>The folded network computes the same function at inference; its convolutions have a bias and carry the rectifier of the
 * normalisation they absorbed, under the convolution's name.
 */
public final class BatchNormFolding {
    private BatchNormFolding() {}

    /**
     * A folded copy of a network.
     *
     * @throws IllegalArgumentException if a batch normalisation does not directly follow a convolution that feeds nothing else
     */
    public static ComputationGraph fold(ComputationGraph network) {
        GraphEditor graph = GraphEditor.of(network);
        for (String name : graph.names()) {
            if (graph.layer(name) instanceof BatchNorm batchNorm) {
                fold(graph, name, batchNorm);
            }
        }
        return graph.build();
    }

    private static void fold(GraphEditor graph, String name, BatchNorm batchNorm) {
        String target = graph.inputs(name).get(0);
        Layer layer = graph.layer(target);
        if (!(layer instanceof Convolution convolution)
                || convolution.getRectifier() != Rectifier.NONE
                || !graph.consumers(target).equals(List.of(name))) {
            throw new IllegalArgumentException(
                    "Batch normalisation '" + name + "' can be folded only into a convolution"
                            + " without rectifier that feeds nothing else, found '" + target + "' in front of it.");
        }
        Map<String, INDArray> statistics = graph.parameters(name);
        Map<String, INDArray> trained = graph.parameters(target);
        BatchNormParameters.Folded folded = new BatchNormParameters(
                        statistics.get(BatchNorm.GAMMA),
                        statistics.get(BatchNorm.BETA),
                        statistics.get(BatchNorm.MEAN),
                        statistics.get(BatchNorm.VARIANCE),
                        batchNorm.getEpsilon())
                .fold(trained.get(Convolution.WEIGHTS), trained.get(Convolution.BIAS));
        Convolution replacement = convolution.withBias(batchNorm.getRectifier());
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        parameters.put(Convolution.WEIGHTS, folded.weights());
        parameters.put(Convolution.BIAS, folded.bias());
        graph.replaceLayer(target, replacement, parameters);
        graph.bypass(name);
    }
}
