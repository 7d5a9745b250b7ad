package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RunComparisonTests {
    private static final String CELL = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";
    private static final RunRecord RECORD = RunRecords.completed(CELL, 1, 79.5, 55.6);

    @Test
    void a_run_that_only_took_another_time_agrees() {
        RunRecord slower =
                changed(record -> ((ObjectNode) record.path("history").path(0)).put("seconds", 77.0));

        assertThat(RunComparison.of(RECORD, slower)).isEqualTo(RunComparison.of(RECORD, RECORD));
        assertThat(RunComparison.of(RECORD, slower).differences()).isEmpty();
        assertThat(RunComparison.of(RECORD, slower).sameArithmetic()).isTrue();
    }

    @Test
    void with_the_same_arithmetic_one_other_bit_is_a_difference() {
        RunRecord other = changed(record -> record.put("paramsHash", "fe"));

        assertThat(RunComparison.of(RECORD, other).differences())
                .containsExactly("The record has parameter hash ff, the run made again fe.");
    }

    @Test
    void elsewhere_metrics_agree_within_bounds_and_hashes_need_not() {
        RunRecord close = elsewhere(79.5 - RunComparison.ACCURACY_POINTS + 0.1, RunComparison.LOSS_NATS - 0.01);
        assertThat(RunComparison.of(RECORD, close).sameArithmetic()).isFalse();
        assertThat(RunComparison.of(RECORD, close).differences()).isEmpty();

        RunRecord far = elsewhere(79.5 - RunComparison.ACCURACY_POINTS - 0.1, RunComparison.LOSS_NATS + 0.01);
        assertThat(RunComparison.of(RECORD, far).differences())
                .hasSize(2)
                .anySatisfy(difference -> assertThat(difference).contains("training loss of epoch 1"))
                .anySatisfy(difference -> assertThat(difference).contains("fp32 accuracy"));
    }

    @Test
    void a_number_altered_in_the_record_is_found_on_any_machine() {
        RunRecord again = elsewhere(79.5, 0);
        RunRecord embellished = changed(record -> record.put("quint8_accuracy", 56.6));

        assertThat(RunComparison.of(embellished, again).differences())
                .containsExactly("The record has quint8 accuracy 56.6, but the mean of its draws is 55.6.");
    }

    @Test
    void another_run_is_no_repetition() {
        assertThat(RunComparison.of(RECORD, RunRecords.completed(CELL, 2, 79.5, 55.6))
                        .differences())
                .singleElement()
                .asString()
                .startsWith("The record has run ");
    }

    /** The same run on another processor, with another accuracy and another loss. */
    private static RunRecord elsewhere(double fp32, double furtherLoss) {
        return changed(record -> {
            ObjectNode epoch = (ObjectNode) record.path("history").path(0);
            epoch.put("loss", epoch.path("loss").asDouble() + furtherLoss);
            epoch.put("testAccuracy", fp32);
            record.put("fp32_accuracy", fp32);
            record.put("paramsHash", "0123");
            ((ObjectNode) record.path("provenance")).putArray("environments").add("linux-arm64");
        });
    }

    private static RunRecord changed(Consumer<ObjectNode> change) {
        ObjectNode record = Json.tree(RECORD);
        change.accept(record);
        try {
            return Json.mapper().treeToValue(record, RunRecord.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
