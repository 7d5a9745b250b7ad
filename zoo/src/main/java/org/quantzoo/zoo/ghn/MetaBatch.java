package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Some target networks that share a step of hypernetwork training.
 *
 * <p>The hypernetwork predicts the parameters of all of them, each is run forward and backward on the same images, and the gradients
 * at its parameters go back through the hypernetwork. The loss is the mean over the networks.
 *
 * @param targets at least one
 */
public record MetaBatch(List<TargetNetwork> targets) {

    public MetaBatch {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("A meta-batch has at least one network; found none.");
        }
    }

    /**
     * The result of one pass.
     *
     * @param losses mean cross-entropy of each network
     * @param gradient of the mean loss at the hypernetwork's weights; null where a loss is not finite
     */
    public record Pass(List<Double> losses, GhnWeights gradient) {

        /** The mean over the networks. */
        public double loss() {
            return losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }

        /** Whether there is a gradient. */
        public boolean isFinite() {
            return gradient != null;
        }
    }

    /**
     * Computes losses and gradient; stops at the first network whose loss is not finite.
     *
     * @param images NHWC
     * @param labels one-hot
     * @param seed of dropout in the targets
     */
    public Pass pass(GraphHyperNetwork hyperNetwork, INDArray images, INDArray labels, long seed) {
        Prediction prediction = hyperNetwork.predict(targets.stream()
                .map(target -> hyperNetwork.plan(target.graph()))
                .toList());
        List<Double> losses = new ArrayList<>();
        List<Map<String, INDArray>> gradients = new ArrayList<>();
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < targets.size(); i++) {
            TargetNetwork target = targets.get(i);
            target.assign(prediction.parameters(i));
            // DL4J draws dropout from one generator for everything.
            Nd4j.getRandom().setSeed(seeds.nextLong());
            TargetNetwork.Pass pass = target.pass(images, labels);
            losses.add(pass.loss());
            if (!Double.isFinite(pass.loss())) {
                return new Pass(losses, null);
            }
            gradients.add(pass.gradients());
        }
        GhnWeights gradient = hyperNetwork.backpropagate(prediction, gradients);
        gradient.vector().divi(targets.size());
        return new Pass(losses, gradient);
    }
}
