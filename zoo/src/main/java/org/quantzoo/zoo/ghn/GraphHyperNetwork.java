package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.architectures.GraphTensor;
import org.quantzoo.datasets.architectures.NetworkGraph;

/**
 * GHN-2: predicts all trainable parameters of networks from their graphs (Knyazev et al., 2021).
 *
 * <p>Node features start from embeddings of operation and shape, pass one forward and one backward sweep of gated message
 * passing and a layer normalisation, and are decoded to tensors, which are repeated to their width and normalised by their
 * fan-in. Embedding, normalisation and decoding are SameDiff graphs over the nodes of all networks of a call; the sweeps are
 * {@link GatedGraphSweep}. Thread-safe as long as no one changes the weights meanwhile.
 */
public final class GraphHyperNetwork {

    private final GhnWeights weights;
    private final DataType type;
    private final NodeEmbedding embedding;
    private final FeatureNormalization normalization;
    private final TensorDecoders decoders;

    /**
     * A hypernetwork with the given weights, which it reads anew at each call and never changes.
     *
     * @param weights FLOAT or DOUBLE; all arithmetic of the heads has this type
     */
    public GraphHyperNetwork(GhnWeights weights) {
        this.weights = weights;
        type = weights.dataType();
        embedding = new NodeEmbedding(weights.configuration(), type);
        normalization = new FeatureNormalization(weights.configuration(), type);
        decoders = new TensorDecoders(weights.configuration(), type);
    }

    /** The weights; not a copy. */
    public GhnWeights weights() {
        return weights;
    }

    /** Plans a network graph for this hypernetwork. */
    public GraphPlan plan(NetworkGraph graph) {
        return new GraphPlan(graph, weights.configuration());
    }

    /**
     * Predicts the parameters of some networks together.
     *
     * @param plans at least one, from {@link #plan} or for the same configuration
     */
    public Prediction predict(List<GraphPlan> plans) {
        if (plans.isEmpty()) {
            throw new IllegalArgumentException("A prediction needs at least one network; the list is empty.");
        }
        NodeFeatures features = features(plans);
        DecodingPlan decoding = new DecodingPlan(plans);
        List<Map<String, INDArray>> found = new ArrayList<>();
        plans.forEach(plan -> found.add(new LinkedHashMap<>()));
        for (DecodingPlan.Group group : decoding.groups()) {
            INDArray output = decoders.function(group.key()).apply(weights, group.inputs(features.normalized, type));
            for (DecodingPlan.Slot slot : group.slots()) {
                INDArray tensor = ChannelTiling.expand(
                        group.view(output, slot), slot.tensor().shape().toLongs());
                found.get(slot.graph()).put(slot.tensor().name(), tensor);
            }
        }
        List<Map<String, INDArray>> parameters = IntStream.range(0, plans.size())
                .mapToObj(graph -> inNodeOrder(plans.get(graph), found.get(graph)))
                .toList();
        return new Prediction(plans, parameters, features, decoding);
    }

    private static Map<String, INDArray> inNodeOrder(GraphPlan plan, Map<String, INDArray> found) {
        Map<String, INDArray> ordered = new LinkedHashMap<>();
        for (GraphTensor tensor : plan.tensors()) {
            ordered.put(tensor.name(), found.get(tensor.name()));
        }
        return ordered;
    }

    /** The features of all nodes of some graphs at every stage; the graphs follow one another. */
    record NodeFeatures(
            Map<String, INDArray> embeddingInputs,
            Features initial,
            List<GatedGraphSweep.Trace> forward,
            List<GatedGraphSweep.Trace> backward,
            Features swept,
            Features normalized) {}

    NodeFeatures features(List<GraphPlan> plans) {
        Map<String, INDArray> inputs = embedding.inputs(plans);
        Features initial = embedding.apply(weights, inputs);
        GatedGraphSweep sweep = new GatedGraphSweep(weights);
        int[] offsets = offsets(plans);
        List<GatedGraphSweep.Trace> forward = IntStream.range(0, plans.size())
                .parallel()
                .mapToObj(graph -> {
                    GraphPlan plan = plans.get(graph);
                    return sweep.run(plan.forward(), initial.slice(offsets[graph], plan.size()));
                })
                .toList();
        List<GatedGraphSweep.Trace> backward = IntStream.range(0, plans.size())
                .parallel()
                .mapToObj(graph -> sweep.run(
                        plans.get(graph).backward(), forward.get(graph).states()))
                .toList();
        Features swept = Features.concat(
                backward.stream().map(GatedGraphSweep.Trace::states).toList());
        return new NodeFeatures(inputs, initial, forward, backward, swept, normalization.apply(weights, swept));
    }

    private static int[] offsets(List<GraphPlan> plans) {
        int[] offsets = new int[plans.size()];
        for (int graph = 1; graph < offsets.length; graph++) {
            offsets[graph] = offsets[graph - 1] + plans.get(graph - 1).size();
        }
        return offsets;
    }

    /**
     * The gradient of a loss with respect to the weights of the hypernetwork, by the chain rule through the predicted
     * parameters.
     *
     * @param prediction from this hypernetwork, whose weights have not changed since
     * @param gradients per network, the gradients of the loss at its predicted parameters, by name; a missing one is zero
     */
    public GhnWeights backpropagate(Prediction prediction, List<Map<String, INDArray>> gradients) {
        checkGradients(prediction, gradients);
        NodeFeatures features = prediction.features();
        GhnWeights sum = GhnWeights.zeros(weights.configuration(), type);
        Features dNormalized = Features.zeros(features.normalized.rows());
        for (DecodingPlan.Group group : prediction.decoding().groups()) {
            INDArray upstream = upstream(group, gradients);
            INDArray dRows = decoders.function(group.key())
                    .backpropagate(
                            weights, group.inputs(features.normalized, type), upstream, sum, TensorDecoders.FEATURES);
            dNormalized.addRows(group.nodes(), dRows);
        }
        Features dSwept = normalization.backpropagate(weights, features.swept, dNormalized, sum);
        GatedGraphSweep.Gradient sweeps = new GatedGraphSweep(weights).new Gradient();
        List<Features> dInitial = new ArrayList<>();
        int offset = 0;
        for (int graph = 0; graph < prediction.plans().size(); graph++) {
            int size = prediction.plans().get(graph).size();
            Features dForward = sweeps.backpropagate(features.backward.get(graph), dSwept.slice(offset, size));
            dInitial.add(sweeps.backpropagate(features.forward.get(graph), dForward));
            offset += size;
        }
        sweeps.addTo(sum);
        embedding.backpropagate(weights, features.embeddingInputs, Features.concat(dInitial), sum);
        return sum;
    }

    private INDArray upstream(DecodingPlan.Group group, List<Map<String, INDArray>> gradients) {
        TensorDecoders.Key key = group.key();
        int rows = group.nodes().length;
        long[] shape =
                switch (key.kind()) {
                    case WEIGHT -> new long[] {rows, key.out(), key.in(), key.height(), key.width()};
                    case CLASSIFIER_WEIGHT -> new long[] {
                        rows, weights.configuration().classes(), key.in()
                    };
                    case VECTORS -> new long[] {rows, 2L * GhnConfiguration.DECODED_CHANNELS};
                    case CLASSIFIER_BIAS -> new long[] {
                        rows, weights.configuration().classes()
                    };
                };
        INDArray upstream = Nd4j.zeros(type, shape);
        for (DecodingPlan.Slot slot : group.slots()) {
            INDArray gradient = gradients.get(slot.graph()).get(slot.tensor().name());
            if (gradient != null) {
                group.view(upstream, slot).assign(ChannelTiling.reduce(gradient, slot.decodedShape(key.kind())));
            }
        }
        return upstream;
    }

    private static void checkGradients(Prediction prediction, List<Map<String, INDArray>> gradients) {
        if (gradients.size() != prediction.plans().size()) {
            throw new IllegalArgumentException(
                    "A prediction of " + prediction.plans().size()
                            + " networks needs a map of gradients for each; found " + gradients.size() + ".");
        }
        for (int graph = 0; graph < gradients.size(); graph++) {
            Map<String, INDArray> parameters = prediction.parameters(graph);
            gradients.get(graph).forEach((name, gradient) -> {
                INDArray parameter = parameters.get(name);
                if (parameter == null || !parameter.equalShapes(gradient)) {
                    throw new IllegalArgumentException("Gradient \"" + name + "\" has shape "
                            + gradient.shapeInfoToString() + "; the predicted tensor of that name "
                            + (parameter == null ? "does not exist" : "is " + parameter.shapeInfoToString()) + ".");
                }
            });
        }
    }
}
