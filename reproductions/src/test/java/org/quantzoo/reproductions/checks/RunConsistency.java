package org.quantzoo.reproductions.checks;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.quantzoo.reproductions.runs.CalibratedResult;
import org.quantzoo.reproductions.runs.EpochRecord;
import org.quantzoo.reproductions.runs.Provenance;
import org.quantzoo.reproductions.runs.RunRecord;

/** Whether the numbers of a run record agree with each other, and whether it says where it comes from. */
final class RunConsistency {

    /** Sums of doubles in another order. */
    private static final double ROUNDING = 1e-9;

    private RunConsistency() {}

    /** Fails as a broken harness where a record contradicts itself. */
    static void require(PaperCheck check, RunRecord run) {
        String which = " (seed " + run.seed() + ")";
        requireProvenance(check, run, which);
        String rows = run.history().size() + " rows for " + run.epochs() + " epochs";
        if (!run.completed()) {
            check.requireState("a run that diverged says why" + which, run.failure() != null, "no reason");
            check.requireState(
                    "the history of a run that diverged ends with its last whole epoch" + which,
                    run.history().size() <= run.epochs(),
                    rows);
            return;
        }
        check.requireState(
                "the history has one row per epoch" + which, run.history().size() == run.epochs(), rows);
        check.requireConsistent(
                "percent accuracy decrease" + which,
                100 * (run.fp32Accuracy() - run.quint8Accuracy()) / run.fp32Accuracy(),
                run.percentAccuracyDecrease(),
                ROUNDING);
        mean(check, "quint8 accuracy" + which, run, CalibratedResult::quint8Accuracy, run.quint8Accuracy());
        mean(check, "QMSE" + which, run, CalibratedResult::qmse, run.qmse());
        mean(check, "QCE" + which, run, CalibratedResult::qce, run.qce());
        EpochRecord last = run.history().get(run.history().size() - 1);
        check.requireConsistent(
                "float accuracy after the last epoch" + which, last.testAccuracy(), run.fp32Accuracy(), ROUNDING);
        double correct = run.fp32Accuracy() * run.testImages() / 100;
        check.requireConsistent("number of correctly classified images" + which, Math.rint(correct), correct, 1e-6);
        check.requireState(
                "QMSE of probabilities lies in [0, 1]" + which,
                run.qmse() >= 0 && run.qmse() <= 1,
                String.valueOf(run.qmse()));
        check.requireState("QCE is not negative" + which, run.qce() >= 0, String.valueOf(run.qce()));
    }

    private static void mean(
            PaperCheck check, String what, RunRecord run, ToDoubleFunction<CalibratedResult> metric, double recorded) {
        double mean = run.calibrations().stream().mapToDouble(metric).average().orElseThrow();
        check.requireConsistent(what, mean, recorded, ROUNDING);
    }

    private static void requireProvenance(PaperCheck check, RunRecord run, String which) {
        for (RecordComponent component : Provenance.class.getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(run.provenance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Provenance field " + component.getName() + " cannot be read.", e);
            }
            boolean missing = value == null
                    || value instanceof String text && text.isBlank()
                    || value instanceof Collection<?> many && many.isEmpty()
                    || value instanceof Map<?, ?> map && map.isEmpty();
            if (missing) {
                throw new IllegalStateException("The provenance of " + run.key() + " lacks " + component.getName()
                        + "; unknown is a value, never a missing one.");
            }
        }
        check.requireState(
                "provenance is complete" + which,
                run.provenance().dataset().containsKey("sha256"),
                "no hash of the images");
    }
}
