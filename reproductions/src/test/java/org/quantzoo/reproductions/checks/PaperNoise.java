package org.quantzoo.reproductions.checks;

import java.util.Optional;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;

/**
 * How far two measurements of one network lie apart in the papers themselves.
 *
 * <p>The thesis evaluates eight networks after epochs 150 and 200, between which little is learned: the learning rate is 1e-4, then 1e-5. The root
 * mean square change is the only noise estimate that the documents contain.
 */
final class PaperNoise {

    private static final String BEFORE = "/epoch150";
    private static final String AFTER = "/epoch200";

    /** Head size, conv bias, input scaling and augmentation strengths are not stated; they move float accuracy by a few points. */
    private static final double UNSTATED_DETAILS_POINTS = 3;

    private PaperNoise() {}

    /** Twice the noise of a metric, at least what unstated details allow; empty where the papers have no estimate. */
    static Optional<Tolerance> tolerance(String metric) {
        double squares = 0;
        int count = 0;
        for (String table : new String[] {"thesis/table4.3", "thesis/table4.4"}) {
            for (PaperEntry after : PaperTables.get().table(table).entries()) {
                if (after.id().endsWith(AFTER) && after.find(metric).isPresent()) {
                    PaperEntry before = PaperTables.get().entry(after.id().replace(AFTER, BEFORE));
                    squares += Math.pow(after.value(metric) - before.value(metric), 2);
                    count++;
                }
            }
        }
        if (count == 0) {
            return Optional.empty();
        }
        double noise = Math.sqrt(squares / count);
        String reason = "twice the RMS change from epoch 150 to 200 of the thesis' own " + count + " networks";
        if (metric.equals("fp32_accuracy")) {
            return Optional.of(Tolerance.absolute(
                    Math.max(2 * noise, UNSTATED_DETAILS_POINTS),
                    "head, bias, input scaling and augmentation strengths are not stated"));
        }
        return Optional.of(Tolerance.absolute(2 * noise, reason));
    }
}
