package org.quantzoo.reproductions.papers;

import java.util.List;
import java.util.Map;

/**
 * One table of a paper.
 *
 * @param id for example {@code starting-positions/table1}
 * @param source the document's title
 * @param number the number in the document, for example {@code Table 1}
 * @param title what the table shows
 * @param units metric name to unit
 * @param notes remarks, or the empty string
 * @param entries the rows in the order of the document
 */
public record PaperTable(
        String id,
        String source,
        String number,
        String title,
        Map<String, String> units,
        String notes,
        List<PaperEntry> entries) {

    /** The short name of the document, for example {@code starting-positions}. */
    public String paper() {
        return id.substring(0, id.indexOf('/'));
    }
}
