package org.quantzoo.zoo.ghn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.quantzoo.datasets.architectures.GraphTensor.Role;
import org.quantzoo.datasets.architectures.NodeOperation;
import org.quantzoo.datasets.architectures.TensorShape;

/**
 * What a DL4J layer is in a network graph.
 *
 * @param operation its node, or null where it has none
 * @param shape shape of the node's parameter
 * @param channels output channels, or 0 where they are those of the input
 * @param places where its tensors live; a bias makes a second node
 */
record LayerReading(NodeOperation operation, TensorShape shape, long channels, Map<Role, Place> places) {

    /** A layer without a node. */
    static final LayerReading TRANSPARENT = new LayerReading(null, TensorShape.NONE, 0, Map.of());

    /** A parameter of a layer. */
    record Place(String key, TensorLayout layout) {

        static Place sameOrder(String key) {
            return new Place(key, new TensorLayout.SameOrder());
        }
    }

    static LayerReading parameterFree(NodeOperation operation, TensorShape shape) {
        return new LayerReading(operation, shape, 0, Map.of());
    }

    static LayerReading weighted(NodeOperation operation, TensorShape shape, Place weight, String biasKey) {
        Map<Role, Place> places = new LinkedHashMap<>();
        places.put(Role.WEIGHT, weight);
        if (biasKey != null) {
            places.put(Role.BIAS, Place.sameOrder(biasKey));
        }
        return new LayerReading(operation, shape, shape.extent(0), places);
    }

    static LayerReading batchNorm(long channels, String gammaKey, String betaKey) {
        return new LayerReading(
                NodeOperation.BATCH_NORM,
                TensorShape.of(Math.toIntExact(channels)),
                0,
                Map.of(Role.GAMMA, Place.sameOrder(gammaKey), Role.BETA, Place.sameOrder(betaKey)));
    }
}
