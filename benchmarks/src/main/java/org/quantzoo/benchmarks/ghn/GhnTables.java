package org.quantzoo.benchmarks.ghn;

import java.util.List;
import java.util.Locale;
import org.quantzoo.benchmarks.program.Median;

/** The measurements as people read them. */
final class GhnTables {
    private GhnTables() {}

    /** The whole report. */
    static String of(GhnResults results) {
        StringBuilder text = new StringBuilder();
        Circumstances circumstances = results.circumstances();
        if (circumstances.quick()) {
            text.append("**Quick run: too little measured for numbers to be quoted.**\n\n");
        }
        text.append(String.format(
                Locale.ROOT,
                "%s, %d threads, Java %s, %s. %s. Images: %s. Load average at the start %s. Command: `%s`.%n%n",
                circumstances.machine().cpu(),
                circumstances.threads(),
                circumstances.machine().java(),
                circumstances.date(),
                circumstances.arithmetic(),
                circumstances.dataset(),
                circumstances.machine().loadAverage(),
                circumstances.command()));
        text.append("Milliseconds for one network of the ID split; medians and quartiles are over the networks.\n\n");
        text.append(timings(results.predictions()));
        if (!results.parts().isEmpty()) {
            text.append("\nThe parts of a training step, on one network.\n\n").append(timings(results.parts()));
        }
        if (!results.exports().isEmpty()) {
            text.append("\nThe prediction as a SameDiff graph, beside the prediction itself on the same networks.\n\n")
                    .append(timings(results.exports()));
        }
        if (!results.steps().isEmpty()) {
            text.append("\nA whole step, meta-batch 4 and 32 images: seconds, median (fastest to slowest sample).\n\n")
                    .append(steps(results.steps()));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nNetworks that DL4J's layers cannot express: %d.%n",
                results.skipped().size()));
        results.skipped().forEach(line -> text.append("* ").append(line).append('\n'));
        if (!results.failures().isEmpty()) {
            text.append("\nNot measured:\n\n");
            results.failures().forEach(line -> text.append("* ").append(line).append('\n'));
        }
        return text.toString();
    }

    private static String timings(List<Timing> timings) {
        StringBuilder table = new StringBuilder("| part | channels | networks | median | quartiles | slowest |\n"
                + "| --- | ---: | ---: | ---: | ---: | ---: |\n");
        for (Timing timing : timings) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.1f | %.1f to %.1f | %.1f |%n",
                    timing.part().title(),
                    timing.channels(),
                    timing.milliseconds().size(),
                    timing.median(),
                    timing.quantile(0.25),
                    timing.quantile(0.75),
                    timing.quantile(1)));
        }
        return table.toString();
    }

    private static String steps(List<StepMeasurement> steps) {
        StringBuilder table = new StringBuilder(
                "| target networks | million parameters | QuantZoo | DL4J layers | DL4J / QuantZoo |\n"
                        + "| --- | ---: | ---: | ---: | ---: |\n");
        for (StepMeasurement step : steps) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %s | %s | %.2fx |%n",
                    String.join(", ", step.networks()),
                    step.parameters() / 1e6,
                    range(step.quantzoo()),
                    range(step.dl4j()),
                    step.ratio()));
        }
        table.append(String.format(
                Locale.ROOT,
                "| median of the ratios | | | | %.2fx |%n",
                Median.of(steps.stream().map(StepMeasurement::ratio).toList())));
        return table.toString();
    }

    private static String range(List<Double> seconds) {
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f)",
                Median.of(seconds),
                seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }
}
