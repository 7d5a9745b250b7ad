package org.quantzoo.reproductions.papers;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One row of a paper's table.
 *
 * @param id for example {@code starting-positions/table1/DWS_Conv_With_BN_HeNorm}
 * @param tableId the table it belongs to
 * @param values metric name to number, in the order of the document; metrics that the document leaves empty are absent
 * @param asPrinted the whole row in the characters of the document, or the empty string for running text
 * @param factors what distinguishes the row, for example {@code block}, {@code batch_norm}, {@code initializer}, {@code epoch},
 *     {@code split}, {@code bitwidth}, {@code conv_bits}, {@code dw_bits}
 * @param flags remarks on this row, for example misprints and derived numbers
 */
public record PaperEntry(
        String id,
        String tableId,
        Map<String, PaperValue> values,
        String asPrinted,
        Map<String, String> factors,
        List<String> flags) {

    /** The name of the row inside its table. */
    public String row() {
        return id.substring(tableId.length() + 1);
    }

    /** The short name of the document, for example {@code thesis}. */
    public String paper() {
        return tableId.substring(0, tableId.indexOf('/'));
    }

    /** The number of this metric, empty where the document gives none. */
    public Optional<PaperValue> find(String metric) {
        return Optional.ofNullable(values.get(metric));
    }

    /**
     * The number of this metric.
     *
     * @throws NoSuchElementException where the document gives none
     */
    public double value(String metric) {
        return find(metric)
                .orElseThrow(() -> new NoSuchElementException(
                        "Paper row " + id + " has no value '" + metric + "'; it has " + values.keySet() + "."))
                .value();
    }

    /** The training epoch that the row was measured at, where the table follows training. */
    public OptionalInt epoch() {
        String epoch = factors.get("epoch");
        return epoch == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(epoch));
    }
}
