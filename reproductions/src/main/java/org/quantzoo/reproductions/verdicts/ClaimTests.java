package org.quantzoo.reproductions.verdicts;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.quantzoo.reproductions.statistics.GroupVariance;
import org.quantzoo.reproductions.studies.Network;

/** The forms that most tests of claims have, and what they name. */
final class ClaimTests {
    static final String FP32 = "fp32_accuracy";
    static final String QUINT8 = "quint8_accuracy";
    static final String DROP = "percent_accuracy_decrease";
    static final String SIMPLE = "starting-positions/table1";
    static final String COMPLEX = "starting-positions/table2";

    /** How many initialisers each architecture was trained with, of which the text singles some out. */
    static final int INITIALIZERS = 12;

    private ClaimTests() {}

    /** There is variance between the initialisers. */
    static ClaimTest between(String claim, String part, String metric, Predicate<Network> networks, String study) {
        return new ClaimTest(
                claim,
                part,
                "share of the variance of " + metric
                        + " of single runs that lies between initialisers (intraclass correlation, F test)",
                List.of(study),
                networks,
                metric,
                Claimed.positive(),
                sample -> sample.between(metric).map(GroupVariance::intraclassCorrelation));
    }

    /** The same networks under two treatments. */
    static ClaimTest paired(
            String claim,
            String part,
            String statistic,
            List<String> studies,
            Predicate<Network> networks,
            String metric,
            Predicate<Network> first,
            Function<Network, Object> key,
            Claimed claimed) {
        return new ClaimTest(
                claim,
                part,
                statistic,
                studies,
                networks,
                metric,
                claimed,
                sample -> sample.pairs(metric, first, first.negate(), key));
    }

    /**
     * One group of networks against another.
     *
     * @param chosenAmong how many groups the text chose this one from because of its result
     */
    static ClaimTest contrast(
            String claim,
            String part,
            String statistic,
            Predicate<Network> networks,
            String study,
            String metric,
            Predicate<Network> group,
            Predicate<Network> others,
            int chosenAmong,
            Claimed claimed) {
        return new ClaimTest(
                claim,
                part,
                statistic,
                List.of(study),
                networks,
                metric,
                claimed,
                sample -> sample.contrast(metric, group, others, chosenAmong));
    }
}
