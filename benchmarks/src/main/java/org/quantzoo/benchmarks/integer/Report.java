package org.quantzoo.benchmarks.integer;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.benchmarks.program.SampleTable;

/**
 * What one run of the program has measured, and under what circumstances.
 *
 * @param date in UTC, when the program began
 * @param command as typed
 * @param machine as it was when the program began
 * @param threads of each engine
 * @param dataset where the images came from
 * @param warmUpSeconds before the first sample, at least
 * @param sampleSeconds length of a sample, at least
 * @param failures contenders that could not run, one sentence each
 * @param speeds in the order in which they were taken
 */
public record Report(
        String date,
        String command,
        Machine machine,
        int threads,
        String dataset,
        double warmUpSeconds,
        double sampleSeconds,
        List<String> failures,
        List<Speed> speeds) {
    /** Distinguishable with colour-blind eyes (Okabe and Ito). */
    private static final Color[] COLOURS = {
        new Color(0x0072B2), new Color(0x56B4E9), new Color(0xCC79A7), new Color(0xD55E00), new Color(0x009E73)
    };

    public Report {
        failures = List.copyOf(failures);
        speeds = List.copyOf(speeds);
    }

    /** A network at one batch. */
    private record Row(String network, int batch) {}

    private Set<Row> rows() {
        Set<Row> rows = new LinkedHashSet<>();
        speeds.forEach(speed -> rows.add(new Row(speed.network(), speed.batch())));
        return rows;
    }

    private Optional<Speed> find(Row row, Contender contender) {
        return speeds.stream()
                .filter(speed -> speed.network().equals(row.network())
                        && speed.batch() == row.batch()
                        && speed.contender() == contender)
                .findFirst();
    }

    /** How many times faster one contender is than another on the same network and batch. */
    private Optional<Double> ratio(Row row, Contender one, Contender other) {
        return find(row, one)
                .flatMap(ours -> find(row, other).map(theirs -> ours.imagesPerSecond() / theirs.imagesPerSecond()));
    }

    /** The report as people read it. */
    public String markdown() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s, %d threads for each engine, Java %s, load average before it %s. Images: %s. Interleaved samples of at"
                        + " least %.1f s after a warm-up of at least %.1f s. `%s` (%s).%n%n",
                machine.cpu(),
                threads,
                machine.java(),
                machine.loadAverage(),
                dataset,
                sampleSeconds,
                warmUpSeconds,
                command,
                date));
        text.append("Images per second, median (slowest to fastest sample).\n\n")
                .append(speedTable());
        if (!failures.isEmpty()) {
            text.append("\nNot measured:\n\n");
            failures.forEach(failure -> text.append("* ").append(failure).append('\n'));
        }
        return text.toString();
    }

    private String speedTable() {
        List<String> head = new ArrayList<>(List.of("network", "batch"));
        for (Contender contender : Contender.values()) {
            head.add(contender.toString());
        }
        head.addAll(List.of(
                "integers / float32", "integers / bfloat16", "integers / ONNX Runtime", "time simulated / float32"));
        SampleTable table = new SampleTable(head, 2);
        for (Row row : rows()) {
            List<String> cells = new ArrayList<>(List.of(row.network(), Integer.toString(row.batch())));
            for (Contender contender : Contender.values()) {
                cells.add(find(row, contender).map(Report::cell).orElse("–"));
            }
            for (Contender peer : List.of(Contender.FLOAT32, Contender.BFLOAT16, Contender.ONNX_RUNTIME)) {
                cells.add(times(ratio(row, Contender.INTEGER, peer)));
            }
            cells.add(times(ratio(row, Contender.FLOAT32, Contender.SIMULATED)));
            table.row(cells);
        }
        return table.toString();
    }

    private static String times(Optional<Double> ratio) {
        return ratio.map(times -> String.format(Locale.ROOT, "%.2fx", times)).orElse("–");
    }

    private static String cell(Speed speed) {
        return SampleTable.spread(speed.samples(), "%.1f");
    }

    /** The medians as bars, one picture above the other for each batch. */
    public byte[] png() throws IOException {
        List<CategoryChart> charts = new ArrayList<>();
        for (int batch : speeds.stream().map(Speed::batch).distinct().toList()) {
            charts.add(chart(batch));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(charts, charts.size(), 1, bytes, BitmapFormat.PNG);
        return bytes.toByteArray();
    }

    private CategoryChart chart(int batch) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(360)
                .title("Inference, batch " + batch)
                .yAxisTitle("images/s")
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setSeriesColors(COLOURS);
        List<Row> groups = rows().stream().filter(row -> row.batch() == batch).toList();
        for (Contender contender : Contender.values()) {
            List<Double> heights = groups.stream()
                    .map(row -> find(row, contender).map(Speed::imagesPerSecond).orElse(0.0))
                    .toList();
            chart.addSeries(
                    contender.toString(), groups.stream().map(Row::network).toList(), heights);
        }
        return chart;
    }
}
