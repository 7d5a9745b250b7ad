package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;

/**
 * One line of a run's log.
 *
 * @param time ISO 8601 UTC
 * @param event what happened
 * @param data its particulars
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Event(String time, Kind event, Map<String, Object> data) {

    /** Everything that can be in a log. */
    public enum Kind {
        /** First line: cell, scale, recipe, epochs, data set. */
        RUN_START,
        SEED,
        /** A process takes over; {@code from} is the number of finished epochs it starts with. */
        RESUME,
        EPOCH_START,
        EPOCH_STOP,
        EVALUATION,
        QUANTIZED_EVALUATION,
        CHECKPOINT_SAVED,
        /** A step of an epoch gave a number that is not finite and was not taken. */
        STEP_REJECTED,
        /** A checkpoint is damaged and an older one is used. */
        CHECKPOINT_REJECTED,
        DIVERGED,
        /** Last line. */
        RUN_STOP;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }
    }

    /** The number under this key of {@link #data}. */
    public int number(String key) {
        return ((Number) data.get(key)).intValue();
    }
}
