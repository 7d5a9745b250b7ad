package org.quantzoo.reports;

import java.util.List;
import org.quantzoo.reproductions.checks.Measurement;
import org.quantzoo.reproductions.checks.Verdict;

/**
 * How one number of a paper fared.
 *
 * @param number the paper's number
 * @param verdict reproduced, within trend, deviates, open or not run
 * @param measured our number, or null where there is none
 * @param scale the scale that it was measured at, or the empty string
 * @param seeds the seeds behind it
 * @param reason tolerance and its reason, or why there is no comparison
 */
record NumberStatus(
        PaperNumber number, Verdict verdict, Measurement measured, String scale, List<Long> seeds, String reason) {}
