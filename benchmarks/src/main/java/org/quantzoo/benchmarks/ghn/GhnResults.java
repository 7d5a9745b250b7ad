package org.quantzoo.benchmarks.ghn;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything one run of the program has measured so far.
 *
 * @param circumstances of all of it
 * @param predictions graph construction and prediction
 * @param parts all parts of a step, on fewer networks
 * @param exports the prediction as a SameDiff graph, on fewer still, beside the prediction itself
 * @param steps whole steps beside those with DL4J's layers
 * @param skipped networks that DL4J's layers cannot express, with the reason
 * @param failures meta-batches that could not be measured, one sentence each
 */
record GhnResults(
        Circumstances circumstances,
        List<Timing> predictions,
        List<Timing> parts,
        List<Timing> exports,
        List<StepMeasurement> steps,
        List<String> skipped,
        List<String> failures) {
    GhnResults {
        predictions = List.copyOf(predictions);
        parts = List.copyOf(parts);
        exports = List.copyOf(exports);
        steps = List.copyOf(steps);
        skipped = List.copyOf(skipped);
        failures = List.copyOf(failures);
    }

    /** Nothing measured yet. */
    static GhnResults of(Circumstances circumstances) {
        return new GhnResults(circumstances, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
    }

    GhnResults withPredictions(List<Timing> more) {
        return new GhnResults(circumstances, join(predictions, more), parts, exports, steps, skipped, failures);
    }

    GhnResults withParts(List<Timing> more) {
        return new GhnResults(circumstances, predictions, join(parts, more), exports, steps, skipped, failures);
    }

    GhnResults withExports(List<Timing> more) {
        return new GhnResults(circumstances, predictions, parts, join(exports, more), steps, skipped, failures);
    }

    GhnResults withStep(StepMeasurement step) {
        return new GhnResults(
                circumstances, predictions, parts, exports, join(steps, List.of(step)), skipped, failures);
    }

    GhnResults withSkipped(List<String> more) {
        return new GhnResults(circumstances, predictions, parts, exports, steps, join(skipped, more), failures);
    }

    GhnResults withFailure(String failure) {
        return new GhnResults(
                circumstances, predictions, parts, exports, steps, skipped, join(failures, List.of(failure)));
    }

    private static <T> List<T> join(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
