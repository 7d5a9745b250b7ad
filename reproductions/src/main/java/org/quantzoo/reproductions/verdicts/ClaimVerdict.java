package org.quantzoo.reproductions.verdicts;

import java.util.List;
import org.quantzoo.reproductions.papers.Claim;

/**
 * What is known about one claim, on two levels that are kept apart.
 *
 * @param claim the claim
 * @param printed what the documents' own numbers say, one finding for each part of the claim
 * @param measured what our runs say, of the scale with the most runs that the claim can be computed from
 */
public record ClaimVerdict(Claim claim, List<Finding> printed, List<Finding> measured) {
    public ClaimVerdict {
        printed = List.copyOf(printed);
        measured = List.copyOf(measured);
    }

    /** The ruling of the documents' own numbers. */
    public Ruling ofPrinted() {
        return ruling(printed);
    }

    /** The ruling of our runs. */
    public Ruling ofMeasured() {
        return ruling(measured);
    }

    static Ruling ruling(List<Finding> findings) {
        return findings.stream().map(Finding::ruling).reduce(Ruling::and).orElseThrow();
    }
}
