package org.quantzoo.reports;

import org.quantzoo.reproductions.checks.Verdict;
import org.quantzoo.reproductions.papers.Claim;

/**
 * How one claim of a paper fared.
 *
 * @param claim the claim
 * @param verdict of all checks that bear on it together
 * @param checks how many checks bear on it
 * @param reason what they found, or why there is none
 */
record ClaimStatus(Claim claim, Verdict verdict, int checks, String reason) {}
