package org.quantzoo.zoo.analysis;

import org.quantzoo.zoo.quantization.OutputComparison;

/**
 * How far a quantized network's probabilities are from the float network's; see {@link OutputComparison}.
 *
 * @param qmse mean squared difference over samples and classes
 * @param qce mean cross entropy, nats, with the clip of Keras
 * @param qkl mean Kullback-Leibler divergence, nats
 */
public record OutputError(double qmse, double qce, double qkl) {
    static OutputError of(OutputComparison comparison) {
        return new OutputError(comparison.qmse(), comparison.qce(), comparison.qkl());
    }
}
