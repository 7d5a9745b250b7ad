package org.quantzoo.reports;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.quantzoo.reproductions.papers.Claim;
import org.quantzoo.reproductions.studies.Cells;

/**
 * Why a number or claim without an outcome was not run.
 *
 * @param tables table id to reason, for tables without runnable cells
 * @param claims claim id to reason
 */
record NotRunReasons(Map<String, String> tables, Map<String, String> claims) {

    /** Reads the resource {@code not-run-reasons.json}. */
    static NotRunReasons get() {
        try (InputStream in = NotRunReasons.class.getResourceAsStream("not-run-reasons.json")) {
            return new ObjectMapper().readValue(in, NotRunReasons.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The resource not-run-reasons.json cannot be read.", e);
        }
    }

    String of(PaperNumber number) {
        return Cells.get()
                .measuring(number.entry())
                .map(measurement -> "no run in this build; reproductions/reproduce run "
                        + measurement.cell().id() + " --scale paper makes one")
                .orElseGet(() -> required(tables, "table", number.table()));
    }

    String of(Claim claim) {
        return required(claims, "claim", claim.id());
    }

    private static String required(Map<String, String> reasons, String kind, String id) {
        String reason = reasons.get(id);
        if (reason == null) {
            throw new IllegalStateException(
                    "not-run-reasons.json has no reason for the " + kind + " " + id + "; add one.");
        }
        return reason;
    }
}
