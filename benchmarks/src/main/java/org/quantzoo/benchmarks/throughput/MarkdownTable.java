package org.quantzoo.benchmarks.throughput;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quantzoo.benchmarks.engines.LayerKind;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.program.SampleTable;

/** The measurements as people read them: speeds and ratios, memory, and where the time goes. */
public final class MarkdownTable {
    private static final String NONE = "–";

    private MarkdownTable() {}

    /** The whole report. */
    public static String of(Measurements measurements, RunProvenance provenance) {
        StringBuilder text = new StringBuilder();
        if (provenance.quick()) {
            text.append("**Quick run: too few steps for numbers to be quoted.**\n\n");
        }
        text.append(circumstances(provenance)).append("\n\n");
        text.append(
                "Images per second, median (slowest to fastest sample). Ratios are QuantZoo over the peer in float32.\n\n");
        text.append(speeds(measurements));
        text.append("\nPeak memory of the engine's process, MiB.\n\n").append(memory(measurements));
        String shares = shares(provenance.logs());
        if (!shares.isEmpty()) {
            text.append("\nWhere QuantZoo's time goes, percent of a step.\n\n").append(shares);
        }
        if (!provenance.failures().isEmpty()) {
            text.append("\nNot measured:\n\n");
            provenance
                    .failures()
                    .forEach(failure -> text.append("* ").append(failure).append('\n'));
        }
        return text.toString();
    }

    private static String circumstances(RunProvenance p) {
        return String.format(
                Locale.ROOT,
                "%s, %d threads for each engine, Java %s. Images: %s. %d interleaved samples of %d steps (ten times as many at"
                        + " batch 1) after a warm-up of at least %d steps and %.0f s.%s %s.",
                p.cpu(),
                p.threads(),
                p.java(),
                p.dataset(),
                p.runs(),
                p.steps(),
                p.warmUpSteps(),
                p.warmUpSeconds(),
                shortened(p),
                p.starts().stream()
                        .map(MarkdownTable::start)
                        .collect(Collectors.joining("; resumed: ", "Command: ", "")));
    }

    private static String start(RunProvenance.Start start) {
        return "`" + start.command() + "` (" + start.date() + ", load average before it " + start.loadAverage() + ")";
    }

    private static String shortened(RunProvenance p) {
        String cut = p.logs().stream()
                .filter(log -> log.steps() < (log.batch() == 1 ? Plan.SINGLE_IMAGE_FACTOR : 1) * p.steps())
                .map(log -> log.network() + " " + log.mode() + " batch " + log.batch() + " on " + log.engine() + " ("
                        + log.steps() + " steps)")
                .collect(Collectors.joining(", "));
        return cut.isEmpty() ? "" : " Samples cut short by the time limit: " + cut + ".";
    }

    /** Speeds and ratios, one line for each network, mode and batch. */
    static String speeds(Measurements measurements) {
        List<String> head = List.of(
                "network",
                "step",
                "batch",
                "QuantZoo float32",
                "QuantZoo bfloat16",
                "DL4J layers",
                "DJL + PyTorch",
                "float32 / DL4J",
                "bfloat16 / DL4J",
                "float32 / PyTorch",
                "bfloat16 / PyTorch");
        SampleTable table = new SampleTable(head, 3);
        for (Measurement like : measurements.workloads()) {
            List<String> row = new ArrayList<>(workload(like));
            row.add(speed(measurements.find(like, EngineKind.QUANTZOO, Precision.FLOAT32)));
            row.add(speed(measurements.find(like, EngineKind.QUANTZOO, Precision.BFLOAT16)));
            row.add(speed(measurements.find(like, EngineKind.DL4J, Precision.FLOAT32)));
            row.add(speed(measurements.find(like, EngineKind.PYTORCH, Precision.FLOAT32)));
            for (EngineKind peer : List.of(EngineKind.DL4J, EngineKind.PYTORCH)) {
                for (Precision precision : Precision.values()) {
                    row.add(measurements
                            .ratio(like, precision, peer)
                            .map(ratio -> String.format(Locale.ROOT, "%.2fx", ratio))
                            .orElse(NONE));
                }
            }
            table.row(row);
        }
        return table.toString();
    }

    private static String memory(Measurements measurements) {
        SampleTable table = new SampleTable(
                List.of(
                        "network",
                        "step",
                        "batch",
                        "QuantZoo float32",
                        "QuantZoo bfloat16",
                        "DL4J layers",
                        "DJL + PyTorch"),
                3);
        for (Measurement like : measurements.workloads()) {
            List<String> row = new ArrayList<>(workload(like));
            row.add(memory(measurements.find(like, EngineKind.QUANTZOO, Precision.FLOAT32)));
            row.add(memory(measurements.find(like, EngineKind.QUANTZOO, Precision.BFLOAT16)));
            row.add(memory(measurements.find(like, EngineKind.DL4J, Precision.FLOAT32)));
            row.add(memory(measurements.find(like, EngineKind.PYTORCH, Precision.FLOAT32)));
            table.row(row);
        }
        return table.toString();
    }

    private static String shares(List<SampleLog> logs) {
        List<SampleLog> timed =
                logs.stream().filter(log -> !log.layerShares().isEmpty()).toList();
        if (timed.isEmpty()) {
            return "";
        }
        List<String> head = new ArrayList<>(List.of("network", "step", "batch", "precision"));
        Arrays.stream(LayerKind.values()).map(LayerKind::title).forEach(head::add);
        SampleTable table = new SampleTable(head, 4);
        for (SampleLog log : timed) {
            List<String> row = new ArrayList<>(List.of(
                    log.network(),
                    log.mode().toString(),
                    Integer.toString(log.batch()),
                    log.precision().toString()));
            for (LayerKind kind : LayerKind.values()) {
                Double share = log.layerShares().get(kind);
                row.add(share == null ? NONE : String.format(Locale.ROOT, "%.1f", 100 * share));
            }
            table.row(row);
        }
        return table.toString();
    }

    private static List<String> workload(Measurement m) {
        return List.of(m.network(), m.mode().toString(), Integer.toString(m.batch()));
    }

    private static String speed(Optional<Measurement> measurement) {
        return measurement
                .map(m -> String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", m.imagesPerSecond(), m.min(), m.max()))
                .orElse(NONE);
    }

    private static String memory(Optional<Measurement> measurement) {
        return measurement
                .map(Measurement::peakMemoryMiB)
                .map(mib -> String.format(Locale.ROOT, "%.0f", mib))
                .orElse(NONE);
    }
}
