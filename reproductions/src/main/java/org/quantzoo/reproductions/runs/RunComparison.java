package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Whether a run that was made again gave what its record says.
 *
 * <p>Where both were made with the same arithmetic (ND4J library, BLAS, kernels with their precision, instruction set and threads, processor), everything
 * but times has to be the same, bit for bit. Elsewhere the last bits of sums differ, training carries the difference on, and numbers agree within the
 * bounds below.
 *
 * @param sameArithmetic whether bits were compared
 * @param differences one sentence for each, none where the record holds
 */
public record RunComparison(boolean sameArithmetic, List<String> differences) {
    /**
     * Accepted distance of the mean training losses of an epoch, nats: twice the largest that one thread instead of two made in the six epochs of the
     * recorded smoke run (0.124), and a tenth of the loss of guessing.
     */
    static final double LOSS_NATS = 0.25;

    /** Accepted distance of accuracies, points: three standard deviations of the difference of two accuracies near one half, of 200 test images. */
    static final double ACCURACY_POINTS = 15;

    public RunComparison {
        differences = List.copyOf(differences);
    }

    /** Compares the record of a run with that of the same run made again. */
    public static RunComparison of(RunRecord recorded, RunRecord again) {
        boolean sameArithmetic =
                recorded.provenance().environments().equals(again.provenance().environments());
        List<String> differences = new ArrayList<>();
        same(differences, "run", recorded.key(), again.key());
        same(differences, "network", recorded.network(), again.network());
        same(differences, "status", recorded.status(), again.status());
        same(
                differences,
                "number of epochs in the history",
                recorded.history().size(),
                again.history().size());
        if (!differences.isEmpty()) {
            return new RunComparison(sameArithmetic, differences);
        }
        selfConsistent(differences, recorded);
        if (sameArithmetic) {
            bits(differences, recorded, again);
        } else {
            bounds(differences, recorded, again);
        }
        return new RunComparison(sameArithmetic, differences);
    }

    private static void bits(List<String> differences, RunRecord recorded, RunRecord again) {
        same(differences, "parameter hash", recorded.paramsHash(), again.paramsHash());
        same(differences, "fp32 accuracy", recorded.fp32Accuracy(), again.fp32Accuracy());
        same(differences, "quantized evaluations", recorded.calibrations(), again.calibrations());
        for (int i = 0; i < recorded.history().size(); i++) {
            same(
                    differences,
                    "epoch " + (i + 1),
                    withoutTime(recorded.history().get(i)),
                    withoutTime(again.history().get(i)));
        }
    }

    private static void bounds(List<String> differences, RunRecord recorded, RunRecord again) {
        for (int i = 0; i < recorded.history().size(); i++) {
            close(
                    differences,
                    "training loss of epoch " + (i + 1),
                    recorded.history().get(i).loss(),
                    again.history().get(i).loss(),
                    LOSS_NATS);
        }
        if (recorded.completed()) {
            close(differences, "fp32 accuracy", recorded.fp32Accuracy(), again.fp32Accuracy(), ACCURACY_POINTS);
            close(differences, "quint8 accuracy", recorded.quint8Accuracy(), again.quint8Accuracy(), ACCURACY_POINTS);
        }
    }

    /** What a record says twice, so that an altered mean is found on any machine. */
    private static void selfConsistent(List<String> differences, RunRecord recorded) {
        if (recorded.completed()) {
            contradicts(
                    differences,
                    "quint8 accuracy",
                    recorded.quint8Accuracy(),
                    "the mean of its draws",
                    RunRecord.mean(recorded.calibrations(), CalibratedResult::quint8Accuracy));
            contradicts(
                    differences,
                    "fp32 accuracy",
                    recorded.fp32Accuracy(),
                    "that after its last epoch",
                    recorded.history().get(recorded.history().size() - 1).testAccuracy());
        }
    }

    private static void contradicts(List<String> differences, String what, Double said, String source, Double derived) {
        if (!said.equals(derived)) {
            differences.add("The record has " + what + " " + said + ", but " + source + " is " + derived + ".");
        }
    }

    private static ObjectNode withoutTime(EpochRecord row) {
        ObjectNode fields = Json.tree(row);
        fields.remove("seconds");
        return fields;
    }

    private static void same(List<String> differences, String what, Object recorded, Object found) {
        if (!Objects.equals(recorded, found)) {
            differences.add("The record has " + what + " " + recorded + ", the run made again " + found + ".");
        }
    }

    private static void close(List<String> differences, String what, double recorded, double found, double bound) {
        if (!(Math.abs(recorded - found) <= bound)) {
            differences.add(String.format(
                    Locale.ROOT,
                    "The record has %s %.4f, the run made again %.4f, more than %s apart.",
                    what,
                    recorded,
                    found,
                    bound));
        }
    }
}
