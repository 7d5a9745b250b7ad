package org.quantzoo.reproductions.studies;

import java.util.List;
import java.util.Optional;

/**
 * One experiment of a study: one network trained on one data set, to be compared with one or more rows of the papers.
 *
 * @param id for example {@code starting-positions/table1/DWS_Conv_With_BN_HeNorm}
 * @param study the id of the study that declares it
 * @param dataset the data set of the paper
 * @param network what is trained
 * @param paperRows the rows that a run of this cell measures, the final ones first
 * @param reported what the paper says about its training
 */
public record Cell(
        String id, String study, String dataset, Network network, List<PaperRow> paperRows, Reported reported) {

    /** What the paper reports about the training of a cell. */
    public enum Reported {
        /** It has a row with an accuracy above chance. */
        TRAINED,
        /** It is missing from a table that lists all that trained, or its row is at chance. */
        DID_NOT_TRAIN,
        /** The paper says nothing about it. */
        NOT_REPORTED
    }

    /**
     * A paper row and the moment of training it belongs to.
     *
     * @param entryId id of the row
     * @param fraction the share of the training epochs after which it was measured, in (0, 1]
     */
    public record PaperRow(String entryId, double fraction) {}

    /** The name inside its study. */
    public String name() {
        return id.substring(study.length() + 1);
    }

    /** Whether it answers no paper, but makes a network to be used. */
    public boolean isOfZoo() {
        return study.equals("zoo") || study.startsWith("zoo-");
    }

    /** The row of the study's own table, empty where the paper has none. */
    public Optional<String> mainRow() {
        return paperRows.stream().map(PaperRow::entryId).filter(id::equals).findFirst();
    }
}
