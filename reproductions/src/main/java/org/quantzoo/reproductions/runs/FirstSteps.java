package org.quantzoo.reproductions.runs;

import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.quantzoo.zoo.pretrained.ParameterHash;

/** Takes the hash of a network's parameters after its first steps. */
final class FirstSteps extends BaseTrainingListener {
    /** After how many steps. */
    static final int STEPS = 200;

    private long steps;
    private StepHash hash;

    /**
     * Goes on counting.
     *
     * @param steps done so far
     * @param hash as taken before, null where it was not
     */
    FirstSteps(long steps, StepHash hash) {
        this.steps = steps;
        this.hash = hash;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        steps++;
        if (steps == STEPS) {
            hash = new StepHash(STEPS, ParameterHash.of(model.params()));
        }
    }

    /** The hash; empty where the network has not come so far. */
    Optional<StepHash> hash() {
        return Optional.ofNullable(hash);
    }
}
