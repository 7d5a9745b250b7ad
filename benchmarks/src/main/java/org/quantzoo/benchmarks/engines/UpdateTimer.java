package org.quantzoo.benchmarks.engines;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Times the optimiser: from the end of the backward pass to the end of the iteration. */
final class UpdateTimer extends BaseTrainingListener {
    private long start;

    @Override
    public void onGradientCalculation(Model model) {
        start = System.nanoTime();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        LayerTimes.add(LayerKind.UPDATE, System.nanoTime() - start);
    }
}
