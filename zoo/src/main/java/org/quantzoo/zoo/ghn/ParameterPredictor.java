package org.quantzoo.zoo.ghn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.architectures.NetworkGraph;

/**
 * Predicts the parameters of a network that was never trained, from its graph alone.
 *
 * <p>Thread-safe.
 */
public final class ParameterPredictor {

    private final GraphHyperNetwork network;

    /** A predictor with the given weights. */
    public ParameterPredictor(GhnWeights weights) {
        network = new GraphHyperNetwork(weights);
    }

    /**
     * A predictor from a checkpoint directory.
     *
     * @throws IOException if the checkpoint is missing, damaged or of another version; nothing of it is used then
     */
    public static ParameterPredictor load(Path directory) throws IOException {
        return new ParameterPredictor(GhnCheckpoint.load(directory));
    }

    /**
     * A predictor from a checkpoint on the class path: that of an artifact {@code org.quantzoo:checkpoint-<id>} which the project
     * depends on. Nothing is downloaded.
     *
     * @param id for example {@code ghn-q-quick}
     * @throws IOException if there is none of this name, in which case the message lists those that there are, or if it is damaged
     */
    public static ParameterPredictor load(String id) throws IOException {
        return new ParameterPredictor(GhnCheckpoint.load(id));
    }

    /** What the predictor was built for. */
    public GhnConfiguration configuration() {
        return network.weights().configuration();
    }

    /**
     * Predicts all trainable tensors.
     *
     * @return in node order; names and shapes as in {@link Prediction#parameters}
     * @throws IllegalArgumentException if the network has another number of classes or too large a kernel
     */
    public Map<String, INDArray> predict(NetworkGraph graph) {
        return network.predict(List.of(network.plan(graph))).parameters(0);
    }

    /**
     * Gives a DL4J network predicted starting weights.
     *
     * <p>All trainable parameters are replaced. Running statistics of batch normalisation start anew at mean 0 and variance 1,
     * which training then moves; at inference before any training the network is not calibrated.
     *
     * @param target initialised, not yet trained; layers and vertices of this library or DL4J's own plain ones, one input, one
     *     output behind a dense classifier with as many classes as the predictor has
     * @throws IllegalArgumentException if it has a layer of another kind, in which case nothing is changed; the message names the
     *     layer and lists what is supported
     */
    public void initialize(ComputationGraph target) {
        TargetNetwork network = TargetNetwork.of(target);
        Map<String, INDArray> parameters = predict(network.graph());
        network.assign(parameters);
        network.resetStatistics();
    }
}
