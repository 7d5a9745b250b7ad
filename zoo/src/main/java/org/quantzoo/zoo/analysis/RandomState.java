package org.quantzoo.zoo.analysis;

import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Puts ND4J's random generator back where it was.
 *
 * <p>DL4J's configuration builder seeds the calling thread's generator whenever a network is described. A training run in the same
 * thread draws its dropout masks from it, and would draw the same ones after every look at the network.
 */
final class RandomState implements AutoCloseable {
    private final Random random = Nd4j.getRandom();
    private final long root = random.rootState();
    private final long node = random.nodeState();

    private RandomState() {}

    /** Remembers the state until closed. */
    static RandomState keep() {
        return new RandomState();
    }

    @Override
    public void close() {
        random.setStates(root, node);
    }
}
