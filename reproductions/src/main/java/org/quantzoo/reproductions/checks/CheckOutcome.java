package org.quantzoo.reproductions.checks;

import java.util.List;

/**
 * What one check of the suite found: the unit that the status tables are built from.
 *
 * @param id unique among the checks, stable from build to build
 * @param title the check in words
 * @param claims ids of the claims that it bears on
 * @param cells the paper's numbers that it measured, compared or not
 * @param verdict of the check as a whole
 * @param skipped whether the check was left out before it measured anything
 * @param reason what was compared and how wide the tolerance was, or why nothing was compared
 * @param scale the scale of the runs behind it, or {@code exact} where nothing was trained
 * @param seeds the seeds behind it
 */
public record CheckOutcome(
        String id,
        String title,
        List<String> claims,
        List<CellOutcome> cells,
        Verdict verdict,
        boolean skipped,
        String reason,
        String scale,
        List<Long> seeds) {

    public CheckOutcome {
        claims = List.copyOf(claims);
        cells = List.copyOf(cells);
        seeds = List.copyOf(seeds);
    }
}
