package org.quantzoo.reproductions.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.reproductions.statistics.Estimate;

class ClaimedTests {

    @ParameterizedTest(name = "[{0}, {1}], p = {2}: {3}")
    @CsvSource({
        "1, 3, 0.01, SUPPORTED",
        "1, 3, 0.20, UNDECIDED",
        "-1, 3, 0.20, UNDECIDED",
        "-3, -1, 0.01, NOT_SUPPORTED",
        "-3, 0, 0.05, NOT_SUPPORTED",
        "0, 0, 1, NOT_SUPPORTED",
        "NaN, 3, 0.01, UNDECIDED"
    })
    void an_effect_is_supported_where_its_interval_and_its_test_say_so(
            double lower, double upper, double p, Ruling ruling) {
        assertThat(Claimed.positive().rule(new Estimate((lower + upper) / 2, lower, upper, p, 10)))
                .isEqualTo(ruling);
    }

    @ParameterizedTest(name = "[{0}, {1}]: {2}")
    @CsvSource({
        "-1, 1, SUPPORTED",
        "-1.5, 1.5, SUPPORTED",
        "-1, 2, UNDECIDED",
        "2, 3, NOT_SUPPORTED",
        "-4, -2, NOT_SUPPORTED"
    })
    void an_equivalence_is_supported_where_the_whole_interval_lies_inside_the_margin(
            double lower, double upper, Ruling ruling) {
        assertThat(Claimed.within(1.5).rule(new Estimate((lower + upper) / 2, lower, upper, 0.9, 10)))
                .isEqualTo(ruling);
    }

    /** Half as far from the edge as its interval is wide: four times the observations halve it. */
    @Test
    void an_interval_says_how_many_times_too_wide_it_is() {
        assertThat(Claimed.positive().tooWide(new Estimate(1, -1, 3, 0.3, 10))).isCloseTo(2, within(1e-12));
        assertThat(Claimed.negative().tooWide(new Estimate(1, -1, 3, 0.3, 10))).isCloseTo(2, within(1e-12));
        assertThat(Claimed.within(3).tooWide(new Estimate(2, -1, 5, 0.3, 10))).isCloseTo(3, within(1e-12));
        assertThat(Claimed.positive().tooWide(new Estimate(0, -1, 1, 1, 10))).isInfinite();
    }

    @ParameterizedTest
    @CsvSource({
        "SUPPORTED, SUPPORTED, SUPPORTED",
        "SUPPORTED, NOT_SUPPORTED, PARTLY",
        "SUPPORTED, UNDECIDED, UNDECIDED",
        "SUPPORTED, NOT_PRINTED, UNDECIDED",
        "NOT_RUN, NOT_RUN, NOT_RUN",
        "NOT_SUPPORTED, NOT_SUPPORTED, NOT_SUPPORTED",
        "NOT_SUPPORTED, NOT_RUN, UNDECIDED",
        "PARTLY, SUPPORTED, PARTLY"
    })
    void a_claim_of_two_parts_is_decided_where_both_are(Ruling first, Ruling second, Ruling whole) {
        assertThat(first.and(second)).isEqualTo(whole);
        assertThat(second.and(first)).isEqualTo(whole);
    }
}
