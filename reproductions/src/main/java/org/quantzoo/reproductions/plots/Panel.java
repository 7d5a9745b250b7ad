package org.quantzoo.reproductions.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One chart in the making: collects lines and points, and decides on its axes when all are known. */
final class Panel {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 460;

    /** Beyond this ratio of largest to smallest value an axis is logarithmic. */
    private static final double LOGARITHMIC_FROM = 1000;

    /** Axes that end below this keep XChart's labels, which have as many digits as it takes. */
    private static final double SHORTEST_TICK = 0.005;

    private static final int MOST_LABELS = 12;
    private static final double MARGIN = 1.05;

    private final XYChart chart;
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> shares = new ArrayList<>();
    private boolean fixedAxis;
    private boolean integersBelow;

    private record Line(
            String name, int position, List<? extends Number> x, List<Double> y, XYSeriesRenderStyle style) {}

    Panel(String title, String xAxis, String yAxis, boolean legend) {
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        ChartStyle.apply(chart);
        chart.getStyler().setLegendVisible(legend).setLegendLayout(LegendLayout.Vertical);
    }

    /** A line through the values that are finite; the position decides colour, stroke and marker. */
    Panel line(String name, int position, List<? extends Number> x, List<Double> y) {
        lines.add(new Line(name, position, x, y, XYSeriesRenderStyle.Line));
        return this;
    }

    /** Single points. */
    Panel points(String name, int position, List<? extends Number> x, List<Double> y) {
        lines.add(new Line(name, position, x, y, XYSeriesRenderStyle.Scatter));
        return this;
    }

    /** A line that is read on an axis of its own, from 0 to 1, on the right. */
    Panel shareOnTheRight(String name, int position, String title, List<? extends Number> x, List<Double> y) {
        shares.add(new Line(name, position, x, y, XYSeriesRenderStyle.Line));
        chart.setYAxisGroupTitle(1, title);
        chart.getStyler().setYAxisGroupPosition(1, YAxisPosition.Right);
        chart.getStyler().setYAxisMin(1, 0.0).setYAxisMax(1, 1.0);
        return this;
    }

    /** Integer labels on the x axis, for layers and epochs. */
    Panel integersBelow() {
        integersBelow = true;
        return this;
    }

    /** An x axis from 0 with short labels, for quantities. */
    Panel fromZeroBelow() {
        chart.getStyler()
                .setXAxisMin(0.0)
                .setXAxisMax(MARGIN * positions().max().orElse(1));
        chart.getStyler().setXAxisDecimalPattern("0.#");
        return this;
    }

    /** A y axis with these ends, in place of one from 0 or, where values span decades, a logarithmic one. */
    Panel between(double min, double max) {
        fixedAxis = true;
        chart.getStyler().setYAxisMin(0, min).setYAxisMax(0, max);
        return this;
    }

    XYChart chart() {
        boolean logarithmic = !fixedAxis && spansDecades();
        if (logarithmic && shares.isEmpty()) {
            chart.getStyler().setYAxisLogarithmic(true);
        } else if (logarithmic) {
            // XChart has one kind of scale for both axes, so the left one shows exponents.
            chart.setYAxisGroupTitle(0, "log10 of the " + chart.getYAxisTitle());
        } else if (!fixedAxis) {
            chart.getStyler().setYAxisMin(0, Math.min(0, values().min().orElse(0)));
        }
        if (!logarithmic && values().max().orElse(0) > SHORTEST_TICK) {
            // XChart's own labels leave out the zero in front of the point.
            chart.getStyler().setYAxisDecimalPattern("0.####");
        }
        for (Line line : lines) {
            // A logarithmic axis has no place for zero.
            add(line, value -> !logarithmic || value > 0, logarithmic && !shares.isEmpty());
        }
        for (Line line : shares) {
            XYSeries series = add(line, value -> true, false);
            if (series != null) {
                series.setYAxisGroup(1);
            }
        }
        if (integersBelow) {
            labelWithIntegers();
        }
        if (chart.getSeriesMap().isEmpty()) {
            chart.addSeries("no value to show", List.of(0), List.of(0.0)).setMarker(SeriesMarkers.NONE);
        }
        return chart;
    }

    private XYSeries add(Line line, DoublePredicate shown, boolean asExponent) {
        List<Number> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 0; i < line.y().size(); i++) {
            double value = line.y().get(i);
            if (Double.isFinite(value) && shown.test(value)) {
                x.add(line.x().get(i));
                y.add(asExponent ? Math.log10(value) : value);
            }
        }
        if (x.isEmpty()) {
            return null;
        }
        XYSeries series = chart.addSeries(line.name(), x, y);
        series.setXYSeriesRenderStyle(line.style());
        series.setLineColor(ChartStyle.color(line.position())).setLineStyle(ChartStyle.stroke(line.position()));
        series.setMarker(ChartStyle.marker(line.position()));
        series.setMarkerColor(ChartStyle.color(line.position()));
        return series;
    }

    private boolean spansDecades() {
        double smallest = values().filter(value -> value > 0).min().orElse(0);
        double largest = values().max().orElse(0);
        return smallest > 0 && values().noneMatch(value -> value < 0) && largest / smallest > LOGARITHMIC_FROM;
    }

    private DoubleStream values() {
        return lines.stream()
                .flatMapToDouble(line -> line.y().stream().mapToDouble(Double::doubleValue))
                .filter(Double::isFinite);
    }

    private void labelWithIntegers() {
        double first = positions().min().orElse(0);
        double last = positions().max().orElse(1);
        chart.getStyler().setXAxisMin(first).setXAxisMax(last).setXAxisMaxLabelCount((int)
                Math.min(last - first + 1, MOST_LABELS));
        chart.getStyler().setXAxisDecimalPattern("0");
    }

    private DoubleStream positions() {
        return lines.stream().flatMapToDouble(line -> line.x().stream().mapToDouble(Number::doubleValue));
    }
}
