package org.quantzoo.benchmarks.throughput;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.throughput.Plan.Contender;

/** Draws the medians as bars, a group for each network, on a logarithmic axis: engines differ by more than ten times. */
public final class BarChart {
    /** One colour for each engine, distinguishable with colour-blind eyes (Okabe and Ito). */
    private static final Color[] COLOURS = {
        new Color(0x0072B2), new Color(0x56B4E9), new Color(0xD55E00), new Color(0x009E73)
    };

    private static final List<Contender> CONTENDERS = List.of(
            new Contender(EngineKind.QUANTZOO, Precision.FLOAT32),
            new Contender(EngineKind.QUANTZOO, Precision.BFLOAT16),
            new Contender(EngineKind.DL4J, Precision.FLOAT32),
            new Contender(EngineKind.PYTORCH, Precision.FLOAT32));

    private BarChart() {}

    /** A PNG of training and inference at the large batch; where there is only one of them, of that. */
    public static byte[] png(Measurements measurements) throws IOException {
        List<CategoryChart> charts = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            List<Measurement> groups = measurements.workloads().stream()
                    .filter(m -> m.mode() == mode && m.batch() > 1)
                    .toList();
            if (!groups.isEmpty()) {
                charts.add(chart(mode, groups, measurements));
            }
        }
        if (charts.isEmpty()) {
            throw new IllegalArgumentException("Expected a measurement at a batch larger than 1 to draw, found none.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(charts, charts.size(), 1, bytes, BitmapFormat.PNG);
        return bytes.toByteArray();
    }

    private static CategoryChart chart(Mode mode, List<Measurement> groups, Measurements measurements) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(1200)
                .height(480)
                .title(mode == Mode.TRAIN ? "Training step" : "Inference")
                .yAxisTitle("images/s (log)")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS).setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(1.0).setYAxisTicksVisible(true);
        chart.getStyler().setSeriesColors(COLOURS);
        List<String> networks = groups.stream().map(Measurement::network).toList();
        for (Contender contender : CONTENDERS) {
            List<Double> speeds = groups.stream()
                    .map(group -> measurements
                            .find(group, contender.engine(), contender.precision())
                            .map(Measurement::imagesPerSecond)
                            // A bar of no height on a logarithmic axis that begins at 1.
                            .orElse(1.0))
                    .toList();
            chart.addSeries(contender.toString(), networks, speeds);
        }
        return chart;
    }
}
