package org.quantzoo.reproductions.studies;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.papers.PaperValue;
import org.quantzoo.reproductions.papers.Suggestions;
import org.quantzoo.reproductions.studies.Cell.PaperRow;
import org.quantzoo.reproductions.studies.Cell.Reported;
import org.quantzoo.reproductions.studies.Study.BlockChoice;

/** All cells of all studies, generated from the factors declared in the resource {@code studies.json}. */
public final class Cells {
    /** A ten-class network at or below this accuracy counts as untrained (claim SP-10). */
    private static final double TRAINED_ABOVE_PERCENT = 15;

    private final PaperTables papers;
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final Map<String, Measurement> byPaperRow = new LinkedHashMap<>();

    private Cells(PaperTables papers, List<Study> studies) {
        this.papers = papers;
        Map<String, List<PaperRow>> fromOtherStudies = new LinkedHashMap<>();
        for (Study study : studies) {
            study.measuredElsewhere().forEach((row, cell) -> fromOtherStudies
                    .computeIfAbsent(cell, id -> new ArrayList<>())
                    .add(new PaperRow(study.id() + "/" + row, 1)));
        }
        studies.forEach(study -> declare(study, fromOtherStudies));
    }

    /** The cells; read once. */
    public static Cells get() {
        return Holder.INSTANCE;
    }

    /**
     * The measurement of a paper row.
     *
     * @param cell the cell whose runs measure it
     * @param fraction the share of the training epochs after which, in (0, 1]
     */
    public record Measurement(Cell cell, double fraction) {}

    /** All cells in the order of their declaration. */
    public Collection<Cell> all() {
        return Collections.unmodifiableCollection(cells.values());
    }

    /** The cells of one study. */
    public List<Cell> ofStudy(String study) {
        String id = papers.canonical(study);
        return cells.values().stream().filter(cell -> cell.study().equals(id)).toList();
    }

    /** The ids of all studies. */
    public List<String> studies() {
        return cells.values().stream().map(Cell::study).distinct().toList();
    }

    /**
     * The cell with this id; the id of a paper row names the cell that measures it.
     *
     * @throws NoSuchElementException where there is none; the message lists near matches
     */
    public Cell cell(String id) {
        return find(id).orElseThrow(() -> new NoSuchElementException(Suggestions.unknown("cell", id, cells.keySet())));
    }

    /** The cell with this id, or the one that measures the paper row with this id. */
    public Optional<Cell> find(String id) {
        Cell cell = cells.get(papers.canonical(id));
        return cell != null ? Optional.of(cell) : measuring(id).map(Measurement::cell);
    }

    /** Which cell measures a paper row, and when; empty for rows that no study covers yet. */
    public Optional<Measurement> measuring(String paperRow) {
        return Optional.ofNullable(byPaperRow.get(papers.canonical(paperRow)));
    }

    private void declare(Study study, Map<String, List<PaperRow>> fromOtherStudies) {
        for (Map.Entry<String, BlockChoice> block : study.blocks().entrySet()) {
            for (Map.Entry<String, Boolean> batchNorm : study.batchNorm().entrySet()) {
                for (Map.Entry<String, String> initializer :
                        study.initializers().entrySet()) {
                    String row = study.rowName(block.getKey(), batchNorm.getKey(), initializer.getKey());
                    Network network = new Network(
                            block.getValue().block(),
                            block.getValue().factorization(),
                            batchNorm.getValue(),
                            initializer.getValue(),
                            block.getValue().scope(),
                            study.fanConvention());
                    String id = study.id() + "/" + row;
                    List<PaperRow> rows = new ArrayList<>(paperRows(study, row));
                    rows.addAll(fromOtherStudies.getOrDefault(id, List.of()));
                    add(new Cell(id, study.id(), study.dataset(), network, List.copyOf(rows), reported(study, id)));
                }
            }
        }
    }

    private void add(Cell cell) {
        if (cells.put(cell.id(), cell) != null) {
            throw new IllegalStateException("studies.json declares the cell " + cell.id() + " twice; remove one.");
        }
        for (PaperRow row : cell.paperRows()) {
            if (byPaperRow.put(row.entryId(), new Measurement(cell, row.fraction())) != null) {
                throw new IllegalStateException(
                        "studies.json lets two cells measure " + row.entryId() + "; keep one of them.");
            }
        }
    }

    private List<PaperRow> paperRows(Study study, String row) {
        List<PaperRow> rows = new ArrayList<>();
        for (Study.Measured measured : study.measures()) {
            for (PaperEntry entry : papers.table(measured.table()).entries()) {
                if (measured.epochs() == 0 && entry.row().equals(row)) {
                    rows.add(new PaperRow(entry.id(), 1));
                } else if (measured.epochs() > 0 && entry.row().startsWith(row + "/epoch")) {
                    rows.add(new PaperRow(entry.id(), entry.epoch().orElseThrow() / (double) measured.epochs()));
                }
            }
        }
        return rows;
    }

    private Reported reported(Study study, String id) {
        Optional<PaperEntry> entry = papers.find(id);
        if (entry.isEmpty()) {
            return study.absentRowsDidNotTrain() ? Reported.DID_NOT_TRAIN : Reported.NOT_REPORTED;
        }
        boolean atChance = entry.get()
                .find("fp32_accuracy")
                .map(PaperValue::value)
                .filter(accuracy -> accuracy <= TRAINED_ABOVE_PERCENT)
                .isPresent();
        return atChance ? Reported.DID_NOT_TRAIN : Reported.TRAINED;
    }

    private static final class Holder {
        private static final Cells INSTANCE = read();

        private static Cells read() {
            record Declarations(String schema, String description, List<Study> studies) {}
            try (InputStream in = Cells.class.getResourceAsStream("studies.json")) {
                Declarations declarations = new ObjectMapper().readValue(in, Declarations.class);
                return new Cells(PaperTables.get(), declarations.studies());
            } catch (IOException e) {
                throw new UncheckedIOException("The resource studies.json cannot be read.", e);
            }
        }
    }
}
