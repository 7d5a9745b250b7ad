package org.quantzoo.reproductions.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.quantzoo.reproductions.runs.CalibratedResult;
import org.quantzoo.reproductions.runs.EpochRecord;
import org.quantzoo.reproductions.runs.RunRecord;

/** What a run measured, in one line of text. */
final class ResultText {
    private ResultText() {}

    static String of(RunRecord record) {
        return switch (record.status()) {
            case COMPLETED -> accuracies(precision(record), record.fp32Accuracy(), record.calibrations());
            case DIVERGED -> "diverged: " + record.failure();
            case PARTIAL -> {
                EpochRecord last = record.history().get(record.history().size() - 1);
                yield "stopped after epoch " + last.epoch() + " of " + record.epochs()
                        + accuracies(precision(record), last);
            }
        };
    }

    /** In which precision {@link RunRecord#fp32Accuracy()} was measured. */
    private static String precision(RunRecord record) {
        return record.recipe()
                .quantizationAware()
                .map(settings -> "W" + settings.weightBits() + "/A" + settings.activationBits())
                .orElse("fp32");
    }

    private static String accuracies(String precision, EpochRecord row) {
        if (row.testAccuracy() != null) {
            return ": "
                    + accuracies(precision, row.testAccuracy(), row.quantized() == null ? List.of() : row.quantized());
        }
        return row.validationAccuracy() == null
                ? ", which was not evaluated"
                : String.format(
                        Locale.ROOT, ": %s %.2f %% of the validation images", precision, row.validationAccuracy());
    }

    private static String accuracies(String precision, double accuracy, List<CalibratedResult> draws) {
        String exact = String.format(Locale.ROOT, "%s %.2f %%", precision, accuracy);
        if (draws.isEmpty()) {
            return exact;
        }
        double quint8 = mean(draws.stream().mapToDouble(CalibratedResult::quint8Accuracy));
        double decrease = mean(draws.stream().mapToDouble(CalibratedResult::percentAccuracyDecrease));
        double qmse = mean(draws.stream().mapToDouble(CalibratedResult::qmse));
        double qce = mean(draws.stream().mapToDouble(CalibratedResult::qce));
        return exact
                + String.format(
                        Locale.ROOT,
                        ", quint8 %.2f %%, decrease %.2f %%, QMSE %.4f, QCE %.3f",
                        quint8,
                        decrease,
                        qmse,
                        qce);
    }

    private static double mean(DoubleStream values) {
        return values.average().orElse(Double.NaN);
    }
}
