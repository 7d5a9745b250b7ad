package org.quantzoo.reproductions.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatisticsTests {

    @Test
    void aSummaryHasTheSampleStandardDeviation() {
        Summary summary = Summary.of(2, 4, 4, 4, 5, 5, 7, 9);

        assertThat(summary.mean()).isEqualTo(5);
        assertThat(summary.standardDeviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
        assertThat(summary.n()).isEqualTo(8);
    }

    @Test
    void aSingleRunHasNoSpread() {
        Summary summary = Summary.of(70.0);

        assertThat(summary.mean()).isEqualTo(70);
        assertThat(summary.standardDeviation()).isNaN();
        assertThat(summary.lower()).isNaN();
    }

    /** For 200 normal values the bootstrap interval is close to mean +- 1.96 s / sqrt(n); 10 % of its width is the Monte Carlo error. */
    @Test
    void theBootstrapIntervalIsThatOfTheMean() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(200)
                .map(u -> Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(6.283 * random.nextDouble()))
                .toArray();
        Summary summary = Summary.of(values);
        double half = 1.96 * summary.standardDeviation() / Math.sqrt(200);

        assertThat(summary.lower()).isCloseTo(summary.mean() - half, within(0.2 * half));
        assertThat(summary.upper()).isCloseTo(summary.mean() + half, within(0.2 * half));
        assertThat(Summary.of(values)).isEqualTo(summary);
    }

    @Test
    void aValueThatIsNotANumberIsRejected() {
        assertThatThrownBy(() -> Summary.of(1, Double.NaN)).hasMessageContaining("all finite");
        assertThatThrownBy(() -> Summary.of()).hasMessageContaining("at least one");
    }

    @Test
    void rankCorrelationOfAMonotoneRelationIsOne() {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] y = {1, 8, 27, 64, 125, 216, 343, 512};
        RankCorrelation correlation = RankCorrelation.of(x, y);

        assertThat(correlation.rho()).isCloseTo(1, within(1e-12));
        // 2 of the 8! orders are as strong.
        assertThat(correlation.pValue()).isLessThan(0.001);
    }

    /** Worked by hand: ranks of y are 2, 1, 4, 3, 5; sum of squared differences 4; rho = 1 - 6 * 4 / (5 * 24). */
    @Test
    void rankCorrelationMatchesAWorkedExample() {
        assertThat(RankCorrelation.of(new double[] {1, 2, 3, 4, 5}, new double[] {20, 10, 40, 30, 50})
                        .rho())
                .isCloseTo(0.8, within(1e-12));
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {4, 4, 4})
                        .rho())
                .isNaN();
    }

    /** All of n = 5 differences positive: the exact two-sided Wilcoxon p-value is 2 / 2^5. */
    @Test
    void pairedDifferencesAreTestedExactlyForFewPairs() {
        PairedDifference paired = PairedDifference.of(new double[] {5, 7, 9, 12, 16}, new double[] {4, 5, 6, 8, 11});

        assertThat(paired.median()).isEqualTo(3);
        assertThat(paired.positive()).isEqualTo(5);
        assertThat(paired.wilcoxonP()).isCloseTo(2.0 / 32, within(1e-12));
        assertThat(paired.signP()).isCloseTo(2.0 / 32, within(1e-12));
    }

    @Test
    void pairsThatDoNotDifferAreNoEvidence() {
        PairedDifference paired = PairedDifference.of(new double[] {1, 2, 3}, new double[] {1, 2, 3});

        assertThat(paired.differences().mean()).isZero();
        assertThat(paired.wilcoxonP()).isNaN();
        assertThat(paired.signP()).isNaN();
    }

    @Test
    void holmsCorrectionIsMonotoneAndCappedAtOne() {
        double[] adjusted = HolmCorrection.adjust(0.01, 0.04, 0.03, 0.9);

        assertThat(adjusted[0]).isCloseTo(0.04, within(1e-12));
        assertThat(adjusted[2]).isCloseTo(0.09, within(1e-12));
        assertThat(adjusted[1]).isCloseTo(0.09, within(1e-12));
        assertThat(adjusted[3]).isEqualTo(0.9);
    }
}
