package org.quantzoo.reproductions.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckOutcomesTests {

    @TempDir
    Path folder;

    @Test
    void outcomes_come_back_as_they_were_written_sorted_by_id() {
        CheckOutcome second = outcome("b/2", Verdict.DEVIATES);
        CheckOutcome first = outcome("a/1", Verdict.REPRODUCED);
        CheckOutcomes outcomes = new CheckOutcomes(folder.resolve("not/yet"));
        outcomes.write(second);
        outcomes.write(first);
        assertThat(outcomes.readAll()).containsExactly(first, second);
    }

    @Test
    void an_outcome_with_the_same_id_is_replaced() {
        CheckOutcomes outcomes = new CheckOutcomes(folder);
        outcomes.write(outcome("a/1", Verdict.DEVIATES));
        outcomes.write(outcome("a/1", Verdict.REPRODUCED));
        assertThat(outcomes.readAll()).extracting(CheckOutcome::verdict).containsExactly(Verdict.REPRODUCED);
    }

    @Test
    void ids_that_differ_only_beyond_the_readable_part_keep_files_of_their_own() {
        CheckOutcomes outcomes = new CheckOutcomes(folder);
        String prefix = "x".repeat(300);
        outcomes.write(outcome(prefix + "1", Verdict.REPRODUCED));
        outcomes.write(outcome(prefix + "2", Verdict.REPRODUCED));
        assertThat(outcomes.readAll()).hasSize(2);
    }

    @Test
    void a_damaged_file_is_named_in_the_error() throws IOException {
        Files.writeString(folder.resolve("broken.json"), "{");
        assertThatThrownBy(() -> new CheckOutcomes(folder).readAll())
                .hasMessageContaining("broken.json")
                .hasMessageContaining("delete it");
    }

    @Test
    void the_whole_takes_the_verdict_a_reader_must_hear_first() {
        assertThat(Verdict.REPRODUCED.and(Verdict.WITHIN_TREND)).isEqualTo(Verdict.WITHIN_TREND);
        assertThat(Verdict.DEVIATES.and(Verdict.NOT_RUN)).isEqualTo(Verdict.DEVIATES);
        assertThat(Verdict.OPEN.and(Verdict.WITHIN_TREND)).isEqualTo(Verdict.OPEN);
    }

    private static CheckOutcome outcome(String id, Verdict verdict) {
        CellOutcome cell = new CellOutcome(
                "thesis/ch5-text/FactorizeNet-f2", "conv_mmacs", Measurement.over(1, 2, 4), verdict, "because");
        return new CheckOutcome(
                id, "in words", List.of("TH-20"), List.of(cell), verdict, false, "because", "exact", List.of());
    }
}
