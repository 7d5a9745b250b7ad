package org.quantzoo.zoo.posttraining;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.models.BlockNetwork;

/** Small networks after a few training steps, so that statistics and biases are no longer at their initial values. */
final class TrainedNetworks {
    private TrainedNetworks() {}

    static ComputationGraph trained(BlockNetwork description) {
        Nd4j.getRandom().setSeed(3); // dropout draws from it
        ComputationGraph network = description.init();
        for (int step = 0; step < 5; step++) {
            INDArray labels = Nd4j.zeros(8, 10);
            for (int i = 0; i < 8; i++) {
                labels.putScalar(i, (i + step) % 10, 1);
            }
            network.fit(new DataSet(images(8, step), labels));
        }
        return network;
    }

    static INDArray images(int count, long seed) {
        // ND4J takes the clock in the place of a seed of 0.
        return Nd4j.rand(new int[] {count, 16, 16, 3}, Nd4j.getRandomFactory().getNewRandomInstance(seed + 1))
                .subi(0.5)
                .muli(3)
                .addi(0.2);
    }
}
