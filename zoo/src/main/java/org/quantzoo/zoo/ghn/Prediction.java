package org.quantzoo.zoo.ghn;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The predicted parameters of some networks, with what their gradient needs. */
public final class Prediction {

    private final List<GraphPlan> plans;
    private final List<Map<String, INDArray>> parameters;
    private final GraphHyperNetwork.NodeFeatures features;
    private final DecodingPlan decoding;
    private final List<Head.Decoded> decoded;

    Prediction(
            List<GraphPlan> plans,
            List<Map<String, INDArray>> parameters,
            GraphHyperNetwork.NodeFeatures features,
            DecodingPlan decoding,
            List<Head.Decoded> decoded) {
        this.plans = List.copyOf(plans);
        this.parameters = parameters;
        this.features = features;
        this.decoding = decoding;
        this.decoded = decoded;
    }

    /**
     * The parameters of one network in node order.
     *
     * <p>Names are those of its graph's tensors, for example {@code classifier.weight}; weights have the shape (out, in / groups,
     * height, width) or (out, in), vectors (channels). Arrays may be views of a larger one.
     *
     * @param network its index in the call that predicted it
     */
    public Map<String, INDArray> parameters(int network) {
        return Collections.unmodifiableMap(parameters.get(network));
    }

    List<GraphPlan> plans() {
        return plans;
    }

    GraphHyperNetwork.NodeFeatures features() {
        return features;
    }

    DecodingPlan decoding() {
        return decoding;
    }

    /** What the heads computed, one per group of the decoding plan. */
    List<Head.Decoded> decoded() {
        return decoded;
    }
}
