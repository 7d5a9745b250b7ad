package org.quantzoo.reproductions.verdicts;

import java.util.Optional;
import java.util.OptionalDouble;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.papers.PaperValue;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cell.PaperRow;
import org.quantzoo.reproductions.studies.Cell.Reported;

/**
 * A row of a paper.
 *
 * @param cell the cell that measures it
 * @param entry the row, null where the paper leaves it out because the network did not train
 */
record PrintedResult(Cell cell, PaperEntry entry) implements Result {
    private static final String DECREASE = "percent_accuracy_decrease";

    @Override
    public long seed() {
        return 0;
    }

    @Override
    public boolean trained() {
        return entry != null && cell.reported() != Reported.DID_NOT_TRAIN;
    }

    @Override
    public OptionalDouble metric(String name, double fraction) {
        if (fraction == 1) {
            return entry == null ? OptionalDouble.empty() : of(entry, name);
        }
        for (PaperRow row : cell.paperRows()) {
            OptionalDouble value = row.fraction() == fraction
                    ? of(PaperTables.get().entry(row.entryId()), name)
                    : OptionalDouble.empty();
            if (value.isPresent()) {
                return value;
            }
        }
        return OptionalDouble.empty();
    }

    @Override
    public Optional<LayerProfile> layers() {
        return Optional.empty();
    }

    /** The decrease is computed where it can be, because the papers print its absolute value. */
    private static OptionalDouble of(PaperEntry row, String name) {
        Optional<PaperValue> fp32 = row.find("fp32_accuracy");
        Optional<PaperValue> quint8 = row.find("quint8_accuracy");
        if (name.equals(DECREASE) && fp32.isPresent() && quint8.isPresent()) {
            return OptionalDouble.of(100
                    * (fp32.get().value() - quint8.get().value())
                    / fp32.get().value());
        }
        return row.find(name).map(value -> OptionalDouble.of(value.value())).orElse(OptionalDouble.empty());
    }
}
