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
 * passing (or the {@link NodeEncoder} of the configuration) and a layer normalisation, and are decoded to tensors, which are normalised by their fan-in and repeated to their
 * width. The normalisation acts on every element alone, with the fan-in of the full tensor, so it commutes with the repetition
 * and is done on the smaller tensor. Tensors of all networks of a call that need the same head are decoded together.
 * Thread-safe as long as no one changes the weights meanwhile.
 */
public final class GraphHyperNetwork {

    private final GhnWeights weights;
    private final DataType type;

    /**
     * A hypernetwork with the given weights, which it reads anew at each call and never changes.
     *
     * @param weights FLOAT or DOUBLE; kernels are decoded in this type, all else in double precision
     */
    public GraphHyperNetwork(GhnWeights weights) {
        this.weights = weights;
        type = weights.dataType();
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
        List<Head.Decoded> decoded = new ArrayList<>();
        for (DecodingPlan.Group group : decoding.groups()) {
            Head.Decoded head = head(group.key()).decode(features.normalized.select(group.nodes()), group.scales());
            decoded.add(head);
            INDArray output = head.output();
            for (DecodingPlan.Slot slot : group.slots()) {
                INDArray tensor = ChannelTiling.expand(
                        group.view(output, slot), slot.tensor().shape().toLongs());
                found.get(slot.graph()).put(slot.tensor().name(), tensor);
            }
        }
        List<Map<String, INDArray>> parameters = IntStream.range(0, plans.size())
                .mapToObj(graph -> inNodeOrder(plans.get(graph), found.get(graph)))
                .toList();
        return new Prediction(plans, parameters, features, decoding, decoded);
    }

    private Head head(HeadKey key) {
        return switch (key.kind()) {
            case WEIGHT -> new WeightHead(weights, key);
            case CLASSIFIER_WEIGHT -> new ClassifierWeightHead(weights, key.in());
            case VECTORS -> new VectorHead(weights, false);
            case CLASSIFIER_BIAS -> new VectorHead(weights, true);
        };
    }

    private static Map<String, INDArray> inNodeOrder(GraphPlan plan, Map<String, INDArray> found) {
        Map<String, INDArray> ordered = new LinkedHashMap<>();
        for (GraphTensor tensor : plan.tensors()) {
            ordered.put(tensor.name(), found.get(tensor.name()));
        }
        return ordered;
    }

    /** The features of all nodes of some graphs at every stage; the graphs follow one another. */
    record NodeFeatures(Features initial, FeatureEncoder.Encoded encoded, Features normalized) {}

    NodeFeatures features(List<GraphPlan> plans) {
        Features initial = NodeEmbedding.apply(weights, plans);
        FeatureEncoder.Encoded encoded = FeatureEncoder.of(weights).encode(plans, initial);
        return new NodeFeatures(initial, encoded, new FeatureNormalization(weights).apply(encoded.features()));
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
        List<DecodingPlan.Group> groups = prediction.decoding().groups();
        for (int i = 0; i < groups.size(); i++) {
            try (Scratch scratch = new Scratch()) {
                INDArray upstream = scratch.own(upstream(groups.get(i), gradients));
                Features dRows = prediction.decoded().get(i).backpropagate(upstream, sum);
                dNormalized.addRows(groups.get(i).nodes(), dRows);
            }
        }
        Features dEncoded =
                new FeatureNormalization(weights).backpropagate(features.encoded.features(), dNormalized, sum);
        NodeEmbedding.backpropagate(prediction.plans(), features.encoded.backpropagate(dEncoded, sum), sum);
        return sum;
    }

    private INDArray upstream(DecodingPlan.Group group, List<Map<String, INDArray>> gradients) {
        HeadKey key = group.key();
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
