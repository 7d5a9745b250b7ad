package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.quantzoo.reproductions.studies.Network;

/**
 * The result of one run, as written to {@code record.json}.
 *
 * <p>Accuracies are percentages of the test images. Each quantized metric is the mean over {@link #calibrations()}. A run that
 * diverged, or that stopped before its last epoch, has null metrics; the former says why in {@link #failure()}.
 *
 * @param cell the cell's id
 * @param scale the scale
 * @param seed the seed
 * @param status whether training came to its end
 * @param failure one sentence on why it did not, null where it did
 * @param epochs of the recipe
 * @param width multiplier of convolution channels
 * @param trainImages number of training images used
 * @param testImages number of test images used
 * @param dataset its name
 * @param precision of the kernels' operands as chosen, for example {@code float32}
 * @param kernels name of the kernels
 * @param fp32Accuracy percent, of the trained network: of the quantized one where training was quantization-aware
 * @param quint8Accuracy percent
 * @param qmse mean squared difference of the softmax outputs
 * @param qce cross entropy, nats
 * @param percentAccuracyDecrease signed
 * @param percentAccuracyDecreaseUnsigned mean of the absolute values over the draws, as the papers print it
 * @param calibrations one result per draw of calibration images
 * @param history one row per epoch
 * @param parameters number of trained values
 * @param paramsHash SHA-256 of the final parameters
 * @param record path of this record, relative to the root of the store
 * @param recipeHash see {@link RunKey}
 * @param recipe how it was trained
 * @param network what was trained
 * @param provenance where, with what
 * @param parameterHashAfterSteps of the first training steps; null for shorter runs, and for those recorded before it was taken
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RunRecord(
        String cell,
        Scale scale,
        long seed,
        Status status,
        String failure,
        int epochs,
        double width,
        int trainImages,
        int testImages,
        String dataset,
        String precision,
        String kernels,
        @JsonProperty("fp32_accuracy") Double fp32Accuracy,
        @JsonProperty("quint8_accuracy") Double quint8Accuracy,
        Double qmse,
        Double qce,
        @JsonProperty("percent_accuracy_decrease") Double percentAccuracyDecrease,
        @JsonProperty("percent_accuracy_decrease_unsigned") Double percentAccuracyDecreaseUnsigned,
        List<CalibratedResult> calibrations,
        List<EpochRecord> history,
        long parameters,
        String paramsHash,
        String record,
        String recipeHash,
        Recipe recipe,
        Network network,
        Provenance provenance,
        @JsonInclude(JsonInclude.Include.NON_NULL) StepHash parameterHashAfterSteps) {

    /** How a run ended. */
    public enum Status {
        COMPLETED,
        /** Loss or parameters became infinite or not a number. */
        DIVERGED,
        /** Stopped after an epoch before the recipe's last, as it was asked to; {@link #history} holds what was measured until then. */
        PARTIAL
    }

    /** The key under which a store keeps this run. */
    @JsonIgnore
    public RunKey key() {
        return new RunKey(cell, scale, seed, recipeHash);
    }

    /** Whether training came to its end. */
    @JsonIgnore
    public boolean completed() {
        return status == Status.COMPLETED;
    }

    /** Whether the run need not be continued in order to have come to the end of an epoch. */
    public boolean reaches(int epoch) {
        return status != Status.PARTIAL || history.size() >= epoch;
    }

    /**
     * A metric by the name that the papers' tables use: {@code fp32_accuracy}, {@code quint8_accuracy}, {@code qmse},
     * {@code qce} or {@code percent_accuracy_decrease} (signed).
     *
     * @return empty for a run that diverged
     * @throws IllegalArgumentException for any other name
     */
    public OptionalDouble metric(String name) {
        Double value =
                switch (name) {
                    case "fp32_accuracy" -> fp32Accuracy;
                    case "quint8_accuracy" -> quint8Accuracy;
                    case "qmse" -> qmse;
                    case "qce" -> qce;
                    case "percent_accuracy_decrease" -> percentAccuracyDecrease;
                    default -> throw new IllegalArgumentException("Run records have no metric '" + name + "'.");
                };
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * A metric at a share of the training epochs, as the papers' tables over training need it.
     *
     * @param fraction in (0, 1]; 1 is the end
     * @return empty where the run diverged, did not come that far, or did not evaluate the epoch
     */
    public OptionalDouble metric(String name, double fraction) {
        if (fraction == 1
                || status == Status.DIVERGED
                || status == Status.PARTIAL && history.size() < epoch(fraction)) {
            return metric(name);
        }
        EpochRecord row = at(fraction);
        if (name.equals("fp32_accuracy")) {
            return row.testAccuracy() == null ? OptionalDouble.empty() : OptionalDouble.of(row.testAccuracy());
        }
        ToDoubleFunction<CalibratedResult> quantized =
                switch (name) {
                    case "quint8_accuracy" -> CalibratedResult::quint8Accuracy;
                    case "qmse" -> CalibratedResult::qmse;
                    case "qce" -> CalibratedResult::qce;
                    case "percent_accuracy_decrease" -> CalibratedResult::percentAccuracyDecrease;
                    default -> throw new IllegalArgumentException("Run records have no metric '" + name + "'.");
                };
        return row.quantized() == null
                ? OptionalDouble.empty()
                : row.quantized().stream().mapToDouble(quantized).average();
    }

    /** The row of the training curve that lies at a share of the epochs. */
    public EpochRecord at(double fraction) {
        int epoch = epoch(fraction);
        return history.stream()
                .filter(row -> row.epoch() == epoch)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Run " + key() + " has no epoch " + epoch
                        + "; its history has " + history.size() + " epochs."));
    }

    private int epoch(double fraction) {
        return (int) Math.max(1, Math.round(fraction * epochs));
    }

    static Double mean(List<CalibratedResult> results, ToDoubleFunction<CalibratedResult> metric) {
        OptionalDouble mean = results.stream().mapToDouble(metric).average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }
}
