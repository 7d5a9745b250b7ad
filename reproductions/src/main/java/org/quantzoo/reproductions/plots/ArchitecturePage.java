package org.quantzoo.reproductions.plots;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.quantzoo.datasets.architectures.ArchitectureFile;
import org.quantzoo.datasets.architectures.ArchitectureStatistics;
import org.quantzoo.datasets.architectures.Histogram;
import org.quantzoo.datasets.architectures.NodeOperation;
import org.quantzoo.datasets.store.AtomicFiles;

/** A page that describes a set of architectures: a table of distributions, a table of operations, and histograms. */
public final class ArchitecturePage {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 320;

    private final ArchitectureFile file;
    private final ArchitectureStatistics statistics;

    /** The page of a list of architectures and their statistics. */
    public ArchitecturePage(ArchitectureFile file, ArchitectureStatistics statistics) {
        this.file = file;
        this.statistics = statistics;
    }

    /**
     * Writes the page and, beside it, the figure it shows.
     *
     * @param page a Markdown file; the figure has the same name with {@code .png}
     * @throws IOException if either cannot be written
     */
    public void write(Path page) throws IOException {
        String name = page.getFileName().toString();
        String figure = (name.endsWith(".md") ? name.substring(0, name.length() - 3) : name) + ".png";
        AtomicFiles.write(page.resolveSibling(figure), figure());
        AtomicFiles.write(page, text(figure).getBytes(StandardCharsets.UTF_8));
    }

    private String text(String figure) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "# Architectures of the split %s%n%n%d architectures, seed %d, SHA-256 `%s`.%n"
                        + "%.1f %% have no batch normalisation, %.1f %% have global average pooling. Parameters are those"
                        + " of the whole network with ten classes.%n%n",
                file.split(),
                statistics.count(),
                file.seed(),
                file.sha256(),
                100 * statistics.withoutBatchNorm(),
                100 * statistics.withGlobalPooling()));
        text.append(String.format("| per network | mean | sd | least | median | 90 %% | most |%n"));
        text.append(String.format("| --- | --- | --- | --- | --- | --- | --- |%n"));
        row(text, "nodes", statistics.nodes(), 1);
        row(text, "edges", statistics.edges(), 1);
        row(text, "longest path, edges", statistics.longestPath(), 1);
        row(text, "parameters, millions", statistics.parameters(), 3);
        text.append(String.format(
                "%n![Histograms of nodes, edges, longest path and parameters](%s)%n%n| node | share, %% |%n| --- | --- |%n",
                figure));
        statistics.operationShares().entrySet().stream()
                .sorted(Map.Entry.<NodeOperation, Double>comparingByValue().reversed())
                .forEach(share -> text.append(String.format(
                        Locale.ROOT,
                        "| %s | %.2f |%n",
                        share.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        100 * share.getValue())));
        return text.toString();
    }

    private static void row(StringBuilder text, String quantity, Histogram values, int decimals) {
        String number = " %." + decimals + "f |";
        text.append(String.format(
                Locale.ROOT,
                "| %s |" + number.repeat(6) + "%n",
                quantity,
                values.mean(),
                values.standardDeviation(),
                values.minimum(),
                values.median(),
                values.percentile90(),
                values.maximum()));
    }

    private byte[] figure() {
        return new Figure(
                        4,
                        List.of(
                                chart("Nodes", statistics.nodes()),
                                chart("Edges", statistics.edges()),
                                chart("Longest path, edges", statistics.longestPath()),
                                chart("Parameters, millions", statistics.parameters())))
                .png();
    }

    private static XYChart chart(String quantity, Histogram histogram) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(quantity)
                .yAxisTitle("networks")
                .build();
        ChartStyle.apply(chart);
        chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0);
        chart.getStyler().setXAxisDecimalPattern("#,##0.#");
        chart.getStyler().setLegendVisible(false);
        double[] counts = new double[histogram.edges().length];
        for (int bin = 0; bin < counts.length; bin++) {
            // The last border repeats the last bin's count, so that its step has a width.
            counts[bin] = histogram.counts()[Math.min(bin, histogram.counts().length - 1)];
        }
        XYSeries series = chart.addSeries("networks", histogram.edges(), counts);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.StepArea);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(ChartStyle.BLUE);
        series.setFillColor(ChartStyle.BLUE);
        return chart;
    }
}
