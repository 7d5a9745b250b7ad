package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One row of a training curve.
 *
 * @param epoch number of finished epochs, from 1
 * @param learningRate of this epoch
 * @param loss mean training loss of the epoch's steps
 * @param trainAccuracy percent on the evaluated training images, null where not evaluated
 * @param testAccuracy percent on the test images, null where not evaluated; a recipe with validation images evaluates
 *     them after the last epoch alone
 * @param seconds wall time of the training steps
 * @param quantized 8-bit evaluations after this epoch, null where it is no milestone
 * @param validationAccuracy percent on the images held back from training, null where the recipe holds none back
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record EpochRecord(
        int epoch,
        double learningRate,
        double loss,
        Double trainAccuracy,
        Double testAccuracy,
        double seconds,
        List<CalibratedResult> quantized,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double validationAccuracy) {}
