package org.quantzoo.benchmarks.ghn;

import java.util.List;
import org.quantzoo.benchmarks.program.Median;

/**
 * Whole training steps of one meta-batch, with the zoo's layers and with DL4J's.
 *
 * @param networks names of the target networks
 * @param parameters of all of them, running statistics included
 * @param quantzoo seconds a step, one of each sample
 * @param dl4j seconds a step, one of each sample
 */
record StepMeasurement(List<String> networks, long parameters, List<Double> quantzoo, List<Double> dl4j) {

    /** How many steps with the zoo's layers take the time of one with DL4J's: the ratio of the medians. */
    double ratio() {
        return Median.of(dl4j) / Median.of(quantzoo);
    }
}
