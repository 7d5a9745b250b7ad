package org.quantzoo.reproductions.verdicts;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.studies.Cell;

/**
 * A recorded run.
 *
 * @param cell its cell
 * @param record its record
 * @param layers the analysis of its layers, empty where there was none
 */
record RecordedResult(Cell cell, RunRecord record, Optional<LayerProfile> layers) implements Result {
    /** A ten-class network at or below this accuracy counts as untrained (claim SP-10). */
    private static final double TRAINED_ABOVE_PERCENT = 15;

    @Override
    public long seed() {
        return record.seed();
    }

    @Override
    public boolean trained() {
        return record.completed() && record.fp32Accuracy() > TRAINED_ABOVE_PERCENT;
    }

    @Override
    public OptionalDouble metric(String name, double fraction) {
        return record.metric(name, milestone(fraction));
    }

    /** The share itself where the run was evaluated there, else the next milestone of its recipe: a short run has few. */
    private double milestone(double fraction) {
        return record.recipe().milestones().stream()
                .filter(milestone -> milestone >= fraction)
                .min(Comparator.naturalOrder())
                .orElse(fraction);
    }
}
