package org.quantzoo.benchmarks.ghn;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.quantzoo.benchmarks.program.Median;

/** Draws the medians of the parts and the seconds of whole steps. */
final class GhnChart {
    /** Distinguishable with colour-blind eyes (Okabe and Ito). */
    private static final Color[] COLOURS = {new Color(0x0072B2), new Color(0xD55E00)};

    private GhnChart() {}

    /** A PNG of whatever has been measured. */
    static byte[] png(GhnResults results) throws IOException {
        List<CategoryChart> charts = new ArrayList<>();
        List<Timing> parts = results.parts();
        CategoryChart times = chart("Parts of a step on one network, median", "milliseconds");
        times.addSeries(
                "QuantZoo",
                parts.stream().map(timing -> timing.part().label()).toList(),
                parts.stream().map(Timing::median).toList());
        charts.add(times);
        if (!results.steps().isEmpty()) {
            CategoryChart steps = chart("Training step, meta-batch 4, 32 images", "seconds");
            List<String> names = IntStream.rangeClosed(1, results.steps().size())
                    .mapToObj(number -> "meta-batch " + number)
                    .toList();
            steps.addSeries(
                    "QuantZoo",
                    names,
                    results.steps().stream()
                            .map(step -> Median.of(step.quantzoo()))
                            .toList());
            steps.addSeries(
                    "DL4J layers",
                    names,
                    results.steps().stream().map(step -> Median.of(step.dl4j())).toList());
            charts.add(steps);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(charts, charts.size(), 1, bytes, BitmapFormat.PNG);
        return bytes.toByteArray();
    }

    private static CategoryChart chart(String title, String unit) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(1200)
                .height(420)
                .title(title)
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS).setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setSeriesColors(COLOURS);
        return chart;
    }
}
