package org.quantzoo.reproductions.checks;

import java.util.Optional;
import org.quantzoo.reproductions.papers.PrintedNoise;

/**
 * How far two measurements of one network lie apart in the papers themselves.
 *
 * <p>The thesis evaluates eight networks after epochs 150 and 200, between which little is learned: the learning rate is 1e-4, then 1e-5. The root
 * mean square change is the only noise estimate that the documents contain.
 */
final class PaperNoise {

    /** Head size, conv bias, input scaling and augmentation strengths are not stated; they move float accuracy by a few points. */
    private static final double UNSTATED_DETAILS_POINTS = 3;

    private PaperNoise() {}

    /** Twice the noise of a metric, at least what unstated details allow; empty where the papers have no estimate. */
    static Optional<Tolerance> tolerance(String metric) {
        Optional<PrintedNoise.Noise> change = PrintedNoise.betweenCheckpoints(metric);
        if (change.isEmpty()) {
            return Optional.empty();
        }
        double noise = change.get().rmsChange();
        int count = change.get().pairs();
        String reason = "twice the RMS change from epoch 150 to 200 of the thesis' own " + count + " networks";
        if (metric.equals("fp32_accuracy")) {
            return Optional.of(Tolerance.absolute(
                    Math.max(2 * noise, UNSTATED_DETAILS_POINTS),
                    "head, bias, input scaling and augmentation strengths are not stated"));
        }
        return Optional.of(Tolerance.absolute(2 * noise, reason));
    }
}
