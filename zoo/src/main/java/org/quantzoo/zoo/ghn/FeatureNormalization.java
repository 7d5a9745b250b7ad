package org.quantzoo.zoo.ghn;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Layer normalisation of node features: (x - mean) / sqrt(biased variance + 1e-5), then gain and shift.
 *
 * <p>Composed of elementary operations; ND4J's own layer normalisation divides by (deviation + 1e-12), which differs for
 * features of small variance.
 */
final class FeatureNormalization {

    private static final double EPSILON = 1e-5;
    private static final String FEATURES = "features";

    private final DataType type;
    private final WeightedFunction function;

    FeatureNormalization(GhnConfiguration configuration, DataType type) {
        this.type = type;
        function = new WeightedFunction(
                configuration,
                type,
                List.of(GhnTensor.NORM_GAIN, GhnTensor.NORM_SHIFT),
                Map.of(FEATURES, new long[] {-1, GhnConfiguration.HIDDEN}),
                FeatureNormalization::define);
    }

    private static SDVariable define(WeightedFunction.Graph graph) {
        SDVariable x = graph.input(FEATURES);
        SDVariable centred = x.sub(x.mean(true, 1));
        SDVariable variance = centred.mul(centred).mean(true, 1);
        SDVariable gain = graph.weight(GhnTensor.NORM_GAIN).reshape(1, GhnConfiguration.HIDDEN);
        SDVariable shift = graph.weight(GhnTensor.NORM_SHIFT).reshape(1, GhnConfiguration.HIDDEN);
        return centred.div(graph.sd().math().sqrt(variance.add(EPSILON)))
                .mul(gain)
                .add(shift);
    }

    Features apply(GhnWeights weights, Features features) {
        return Features.of(function.apply(weights, Map.of(FEATURES, features.toArray(type))));
    }

    /** Returns the gradient at the features and adds those of gain and shift. */
    Features backpropagate(GhnWeights weights, Features features, Features upstream, GhnWeights gradient) {
        return Features.of(function.backpropagate(
                weights, Map.of(FEATURES, features.toArray(type)), upstream.toArray(type), gradient, FEATURES));
    }
}
