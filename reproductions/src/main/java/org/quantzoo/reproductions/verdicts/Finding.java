package org.quantzoo.reproductions.verdicts;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.quantzoo.reproductions.statistics.Estimate;

/**
 * What one evidence says about one part of a claim.
 *
 * @param claim id
 * @param part which part of it, or the empty string where the claim has one
 * @param statistic in words
 * @param claimed where the claim puts the statistic, in words
 * @param evidence name of the evidence
 * @param runs number of results behind it
 * @param estimate the statistic, null where it cannot be computed
 * @param noise the noise of one run, in words, or the empty string
 * @param ruling the decision
 * @param remark what a reader has to know beside it: why it is open, and how many runs would close it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Finding(
        String claim,
        String part,
        String statistic,
        String claimed,
        String evidence,
        int runs,
        Estimate estimate,
        String noise,
        Ruling ruling,
        String remark) {

    /** The statistic with its interval, p value and number of observations. */
    public String inWords() {
        if (estimate == null) {
            return remark;
        }
        String p = Double.isNaN(estimate.pValue()) ? "" : ", p " + pValue(estimate.pValue());
        return Numbers.interval(estimate) + p + ", n = " + estimate.n() + (remark.isEmpty() ? "" : "; " + remark);
    }

    private static String pValue(double p) {
        String text = Numbers.pValue(p);
        return text.startsWith("<") ? text : "= " + text;
    }
}
