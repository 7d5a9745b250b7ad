package org.quantzoo.reproductions.checks;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a check found about one number of a paper.
 *
 * @param entry id of the paper's row
 * @param metric name of the number inside the row
 * @param measured our number, or null where there is none
 * @param verdict how it fared
 * @param reason the tolerance and why it is that wide, or why the number was not compared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CellOutcome(String entry, String metric, Measurement measured, Verdict verdict, String reason) {}
