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
 * passing and a layer normalisation, and are decoded to tensors, which are normalised by their fan-in and repeated to their
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
    record NodeFeatures(
            Features initial,
            List<GatedGraphSweep.Trace> forward,
            List<GatedGraphSweep.Trace> backward,
            Features swept,
            Features normalized) {}

    NodeFeatures features(List<GraphPlan> plans) {
        Features initial = NodeEmbedding.apply(weights, plans);
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
        Features normalized = new FeatureNormalization(weights).apply(swept);
        return new NodeFeatures(initial, forward, backward, swept, normalized);
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
        List<DecodingPlan.Group> groups = prediction.decoding().groups();
        for (int i = 0; i < groups.size(); i++) {
            try (Scratch scratch = new Scratch()) {
                INDArray upstream = scratch.own(upstream(groups.get(i), gradients));
                Features dRows = prediction.decoded().get(i).backpropagate(upstream, sum);
                dNormalized.addRows(groups.get(i).nodes(), dRows);
            }
        }
        Features dSwept = new FeatureNormalization(weights).backpropagate(features.swept, dNormalized, sum);
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
        NodeEmbedding.backpropagate(prediction.plans(), Features.concat(dInitial), sum);
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
