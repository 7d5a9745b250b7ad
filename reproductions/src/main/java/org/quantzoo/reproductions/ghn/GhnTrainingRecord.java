package org.quantzoo.reproductions.ghn;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.quantzoo.reproductions.runs.Provenance;
import org.quantzoo.reproductions.runs.RunKey;
import org.quantzoo.reproductions.runs.Scale;

/**
 * The result of one training, as written to {@code training.json}.
 *
 * @param cell its name
 * @param scale its scale
 * @param seed its seed
 * @param failure one sentence on why it did not come to its end, null where it did
 * @param updates steps of the optimiser
 * @param trainImages number of training images used
 * @param history one row per epoch
 * @param parameters number of trained values
 * @param paramsHash SHA-256 of the final weights
 * @param start hash of the weights it started from, null for random ones
 * @param recipeHash see {@link RunKey}
 * @param recipe how it was trained
 * @param provenance where, with what
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record GhnTrainingRecord(
        String cell,
        Scale scale,
        long seed,
        String failure,
        int updates,
        int trainImages,
        List<GhnEpoch> history,
        long parameters,
        String paramsHash,
        String start,
        String recipeHash,
        GhnRecipe recipe,
        Provenance provenance) {

    /** Whether training came to its end. */
    @JsonIgnore
    public boolean completed() {
        return failure == null;
    }
}
