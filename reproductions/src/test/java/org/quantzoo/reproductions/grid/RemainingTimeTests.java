package org.quantzoo.reproductions.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quantzoo.reproductions.runs.RunKey;
import org.quantzoo.reproductions.runs.Scale;

class RemainingTimeTests {
    private final GridJob small = job(1, 10);
    private final GridJob large = job(2, 30);
    private final GridJob other = job(3, 60);
    private final RemainingTime time = new RemainingTime(List.of(small, large, other));

    @Test
    void nothing_is_known_before_the_first_epoch() {
        assertThat(time.left(Duration.ofSeconds(5))).isEmpty();
        assertThat(time.share()).isZero();
    }

    @Test
    void the_pace_so_far_is_that_of_the_rest_weighted_by_cost() {
        time.settled(small, false);
        time.reached(large, 0.5, false);

        // 10 + 15 of 100 took 50 seconds.
        assertThat(time.share()).isEqualTo(0.25);
        assertThat(time.left(Duration.ofSeconds(50))).contains(Duration.ofSeconds(150));
    }

    @Test
    void work_of_earlier_processes_does_not_count_for_the_pace() {
        time.settled(small, true);
        time.reached(large, 0.5, true);
        assertThat(time.left(Duration.ofSeconds(50))).isEmpty();
        time.reached(large, 1, false);

        // 15 took 50 seconds, 60 are left.
        assertThat(time.left(Duration.ofSeconds(50))).contains(Duration.ofSeconds(200));
    }

    @Test
    void a_run_that_failed_early_does_not_look_like_fast_work() {
        time.reached(large, 1, false);
        Duration before = time.left(Duration.ofSeconds(30)).orElseThrow();
        time.settled(other, true);
        assertThat(before).isEqualTo(Duration.ofSeconds(70));
        assertThat(time.left(Duration.ofSeconds(30))).contains(Duration.ofSeconds(10));
    }

    private static GridJob job(long seed, double cost) {
        return new GridJob(new RunKey("cell", Scale.QUICK, seed, "0"), 10, cost);
    }
}
