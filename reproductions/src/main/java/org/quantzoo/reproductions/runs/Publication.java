package org.quantzoo.reproductions.runs;

import java.util.List;
import org.quantzoo.zoo.pretrained.FloatStorage;
import org.quantzoo.zoo.pretrained.Precision;

/**
 * What a finished run is published as.
 *
 * @param id of the checkpoint and its files
 * @param network its name, for example {@code Regular_Conv_With_BN}
 * @param precision float32, with weights rounded to bfloat16, or quint8 with the ranges of the run's first calibration draw; that of
 *     the recipe for a run of quantization-aware training
 * @param clippedPercent percent of the activations that the quint8 form of a float network clamps at each end, in the place of the
 *     recipe's; accuracies over calibration draws are measured anew then; null for the recipe's
 * @param commands that make it again
 */
public record Publication(
        String id, String network, Precision precision, Double clippedPercent, List<String> commands) {

    /** @throws IllegalArgumentException where ranges are chosen for another precision than quint8 */
    public Publication {
        if (clippedPercent != null && precision != Precision.QUINT8) {
            throw new IllegalArgumentException(
                    "Ranges of activations are chosen for precision quint8 alone, found " + precision.id() + ".");
        }
        commands = List.copyOf(commands);
    }

    /** With the ranges of the recipe. */
    public Publication(String id, String network, Precision precision, List<String> commands) {
        this(id, network, precision, null, commands);
    }

    /** How weights are stored that stay float, null where none do: the half size of bfloat16; the published network is the rounded one. */
    FloatStorage weightStorage() {
        return precision == Precision.FLOAT32 ? FloatStorage.BFLOAT16 : null;
    }

    /** The calibration of the recipe, or with the share of activations that was chosen. */
    QuantizedEvaluation calibration(Experiment experiment) {
        return clippedPercent == null
                ? new QuantizedEvaluation(experiment, experiment.train(), experiment.test())
                : QuantizedEvaluation.clipping(experiment, experiment.train(), experiment.test(), clippedPercent);
    }
}
