package org.quantzoo.reproductions.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.inference.TTest;
import org.junit.jupiter.api.Test;

/** Against worked examples of the literature and closed forms. */
class EstimateTests {

    @Test
    void aMeanHasStudentsInterval() {
        Estimate mean = Estimate.ofMean(1, 2, 3, 4, 5);

        // t(0.975, 4) = 2.7764, standard error = sqrt(2.5 / 5).
        assertThat(mean.value()).isEqualTo(3);
        assertThat(mean.upper() - mean.value()).isCloseTo(2.7764 * Math.sqrt(0.5), within(1e-3));
        assertThat(mean.pValue()).isCloseTo(new TTest().tTest(0, new double[] {1, 2, 3, 4, 5}), within(1e-9));
    }

    @Test
    void ofAChoiceAmongManyTheIntervalIsWiderAndThePValueLarger() {
        Estimate chosenBefore = Estimate.withError(2, 1, 10, 5, 1);
        Estimate chosenAfter = Estimate.withError(2, 1, 10, 5, 12);

        assertThat(chosenAfter.pValue()).isCloseTo(12 * chosenBefore.pValue(), within(1e-12));
        assertThat(chosenAfter.lower()).isLessThan(chosenBefore.lower());
    }

    /** Nine of nine: the lower end solves p^9 = 0.025. */
    @Test
    void aShareHasTheIntervalOfClopperAndPearson() {
        Estimate all = Estimate.ofShare(9, 9, 1.0 / 6);

        assertThat(all.lower()).isCloseTo(Math.pow(0.025, 1.0 / 9), within(1e-9));
        assertThat(all.upper()).isEqualTo(1);
        assertThat(all.pValue()).isLessThan(1e-6);
        assertThat(Estimate.ofShare(0, 9, 0.5).lower()).isZero();
    }

    @Test
    void aRankCorrelationHasTheIntervalOfFishersZ() {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        double[] y = {2, 1, 4, 3, 6, 5, 8, 7, 10, 9};
        Estimate rho = Estimate.ofRankCorrelation(x, y);

        // 1 - 6 * 10 / (10 * 99); z = atanh(rho) -+ 1.96 sqrt(1.06 / 7).
        assertThat(rho.value()).isCloseTo(1 - 60.0 / 990, within(1e-12));
        double z = 0.5 * Math.log((1 + rho.value()) / (1 - rho.value()));
        assertThat(rho.lower()).isCloseTo(Math.tanh(z - 1.95996 * Math.sqrt(1.06 / 7)), within(1e-4));
        assertThat(Estimate.ofRankCorrelation(x, x).lower())
                .isLessThanOrEqualTo(1)
                .isGreaterThan(0.99);
    }

    @Test
    void fewPairsAreTestedByStudentAndMoreBySignedRanks() {
        double[] zeros = new double[6];
        assertThat(Estimate.ofPairs(new double[] {1, 2, 3, 4}, new double[4]).pValue())
                .isCloseTo(new TTest().tTest(0, new double[] {1, 2, 3, 4}), within(1e-9));
        // All six differences have one sign: 2 of 2^6 assignments are as extreme.
        assertThat(Estimate.ofPairs(new double[] {1, 2, 3, 4, 5, 6}, zeros).pValue())
                .isCloseTo(2.0 / 64, within(1e-9));
    }

    @Test
    void aDifferenceOfTwoSamplesIsWelchs() {
        double[] first = {20, 22, 19, 24};
        double[] second = {28, 26, 31};
        Estimate difference = Estimate.ofDifference(first, second);

        assertThat(difference.pValue()).isCloseTo(new TTest().tTest(first, second), within(1e-9));
        assertThat(difference.value()).isCloseTo(21.25 - 85.0 / 3, within(1e-12));
    }

    /** Shrout and Fleiss (1979): six targets, four ratings each; ICC(1,1) = 0.17 with the interval -0.13 to 0.72, here cut at 0. */
    @Test
    void theIntraclassCorrelationIsThatOfShroutAndFleiss() {
        double[] means = {6, 3, 6.5, 4, 7.5, 4.75};
        GroupVariance variance = GroupVariance.of(means, 4, Math.sqrt(112.75 / 18), 18);

        assertThat(variance.intraclassCorrelation().value()).isCloseTo(0.17, within(0.005));
        assertThat(variance.intraclassCorrelation().lower()).isZero();
        assertThat(variance.intraclassCorrelation().upper()).isCloseTo(0.72, within(0.005));
        assertThat(variance.intraclassCorrelation().pValue()).isCloseTo(0.165, within(0.005));
        double between = GroupVariance.of(means, 4, 1e-6, 18).betweenDeviation().value();
        assertThat(between)
                .as("without noise it is the deviation of the means")
                .isCloseTo(new StandardDeviation().evaluate(means), within(1e-9));
    }

    /** Equal sizes: the interval of the ratio of the exchanged samples is the reciprocal one. */
    @Test
    void aRatioOfDeviationsExchangesWithItsSamples() {
        double[] wide = {1, 9, 4, 16};
        double[] narrow = {2, 3, 2.5, 3.5};
        Estimate ratio = Estimate.ofDeviationRatio(wide, narrow);
        Estimate reciprocal = Estimate.ofDeviationRatio(narrow, wide);

        assertThat(ratio.value() * reciprocal.value()).isCloseTo(1, within(1e-12));
        assertThat(ratio.lower() * reciprocal.upper()).isCloseTo(1, within(1e-6));
        assertThat(ratio.pValue()).isCloseTo(reciprocal.pValue(), within(1e-9));
        // F(0.975; 3, 3) = 15.439 in every table.
        assertThat(ratio.value() / ratio.lower()).isCloseTo(Math.sqrt(15.439), within(1e-3));
    }

    @Test
    void theAreaUnderTheCurveCountsPairs() {
        // Of the nine pairs seven are in order and one is tied.
        assertThat(RankSeparation.of(new double[] {3, 4, 5}, new double[] {1, 2, 4})
                        .value())
                .isCloseTo(7.5 / 9, within(1e-12));
        assertThat(RankSeparation.of(new double[] {3, 4}, new double[] {1, 2}).value())
                .isEqualTo(1);
        assertThatThrownBy(() -> RankSeparation.of(new double[0], new double[1]))
                .hasMessageContaining("two groups");
    }

    /** Two of eight can be chosen in 28 ways, of which two separate completely. */
    @Test
    void smallGroupsThatSeparateCompletelyProveLittle() {
        Estimate separated = RankSeparation.of(new double[] {8, 7}, new double[] {1, 2, 3, 4, 5, 6});

        assertThat(separated.value()).isEqualTo(1);
        assertThat(separated.pValue()).isCloseTo(2.0 / 28, within(1e-12));
        assertThat(separated.upper()).isEqualTo(1);
        // Newcombe's limit solves 1 - a = 1.96 sqrt(a (1 - a) (1 + 3 (1 - a) / (2 - a) + 3 a / (1 + a)) / 12).
        assertThat(separated.lower()).isCloseTo(0.5101, within(1e-4));
    }

    /** The three tied scores have the mean rank 3; the sum of two ranks has the expectation 6. */
    @Test
    void theRankSumTestIsExactForTiedScores() {
        Estimate tied = RankSeparation.of(new double[] {1, 2}, new double[] {2, 2, 3});

        assertThat(tied.value()).isCloseTo(1.0 / 6, within(1e-12));
        assertThat(tied.pValue()).isCloseTo(tiedByEnumeration(), within(1e-12));
    }

    private static double tiedByEnumeration() {
        double[] ranks = {1, 3, 3, 3, 5};
        int asFar = 0;
        for (int i = 0; i < ranks.length; i++) {
            for (int j = i + 1; j < ranks.length; j++) {
                asFar += Math.abs(ranks[i] + ranks[j] - 6) >= 2 ? 1 : 0;
            }
        }
        return asFar / 10.0;
    }

    /** Fisher's lady: eight cups of tea, four of them with milk first. */
    @Test
    void agreementHasFishersExactTest() {
        boolean[] milkFirst = {true, true, true, true, false, false, false, false};
        boolean[] allRight = milkFirst.clone();
        boolean[] oneWrong = {true, true, true, false, true, false, false, false};

        assertThat(Agreement.of(milkFirst, allRight).pValue()).isCloseTo(1.0 / 70, within(1e-9));
        assertThat(Agreement.of(milkFirst, oneWrong).pValue()).isCloseTo(17.0 / 70, within(1e-9));
        assertThat(Agreement.of(milkFirst, oneWrong).value()).isEqualTo(6.0 / 8);
    }

    @Test
    void theBootstrapFindsTheIntervalOfAMean() {
        double[] values = new double[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Estimate mean = Bootstrap.of(values.length, drawn -> {
            double sum = 0;
            for (int i : drawn) {
                sum += values[i];
            }
            return sum / drawn.length;
        });

        // Standard error sqrt(833.25 / 100); 5 % for the Monte Carlo error.
        assertThat(mean.value()).isEqualTo(49.5);
        assertThat(mean.upper() - mean.lower()).isCloseTo(2 * 1.96 * 2.887, within(0.6));
    }
}
