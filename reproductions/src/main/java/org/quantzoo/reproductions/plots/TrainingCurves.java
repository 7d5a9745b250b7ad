package org.quantzoo.reproductions.plots;

import static java.util.stream.Collectors.joining;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.quantzoo.reproductions.runs.CalibratedResult;
import org.quantzoo.reproductions.runs.EpochRecord;
import org.quantzoo.reproductions.runs.RunRecord;

/** Loss and accuracy over the epochs of one cell's runs, one line per seed. */
public final class TrainingCurves {

    private static final int PANEL_WIDTH = 640;
    private static final int PANEL_HEIGHT = 460;
    private static final String CSV_HEADER =
            "cell,scale,seed,epoch,learning_rate,loss,train_accuracy,test_accuracy,quint8_accuracy,seconds";

    private final List<RunRecord> runs;

    private TrainingCurves(List<RunRecord> runs) {
        this.runs = List.copyOf(runs);
    }

    /**
     * The curves of runs of one cell at one scale.
     *
     * @throws IllegalArgumentException for no run, or runs of several cells or scales
     */
    public static TrainingCurves of(List<RunRecord> runs) {
        long kinds = runs.stream()
                .map(run -> run.cell() + " at scale " + run.scale())
                .distinct()
                .count();
        if (kinds != 1) {
            throw new IllegalArgumentException(
                    "Training curves show the runs of one cell at one scale, found " + kinds + " of them.");
        }
        return new TrainingCurves(runs);
    }

    /** Two panels, training loss and accuracies, as a PNG. */
    public byte[] png() {
        XYChart loss = panel("Training loss", "cross entropy, nats");
        XYChart accuracy = panel("Accuracy", "percent");
        for (int i = 0; i < runs.size(); i++) {
            RunRecord run = runs.get(i);
            line(loss, "loss", run, i, ChartStyle.BLUE, SeriesMarkers.CIRCLE, EpochRecord::loss);
            line(accuracy, "test, float", run, i, ChartStyle.BLUE, SeriesMarkers.CIRCLE, EpochRecord::testAccuracy);
            line(accuracy, "train", run, i, ChartStyle.GREEN, SeriesMarkers.TRIANGLE_UP, EpochRecord::trainAccuracy);
            line(
                    accuracy,
                    "test, 8 bit",
                    run,
                    i,
                    ChartStyle.VERMILION,
                    SeriesMarkers.DIAMOND,
                    TrainingCurves::quantizedAccuracy);
        }
        accuracy.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
        return new Figure(2, List.of(loss, accuracy)).png();
    }

    /** One line per seed and epoch; empty fields where nothing was evaluated. */
    public String csv() {
        StringBuilder csv = new StringBuilder(CSV_HEADER).append('\n');
        for (RunRecord run : runs) {
            for (EpochRecord epoch : run.history()) {
                csv.append(String.join(
                                ",",
                                run.cell(),
                                run.scale().id(),
                                String.valueOf(run.seed()),
                                String.valueOf(epoch.epoch()),
                                decimal(epoch.learningRate()),
                                decimal(epoch.loss()),
                                decimal(epoch.trainAccuracy()),
                                decimal(epoch.testAccuracy()),
                                decimal(quantizedAccuracy(epoch)),
                                decimal(epoch.seconds())))
                        .append('\n');
            }
        }
        return csv.toString();
    }

    private XYChart panel(String title, String unit) {
        RunRecord first = runs.get(0);
        XYChart chart = new XYChartBuilder()
                .width(PANEL_WIDTH)
                .height(PANEL_HEIGHT)
                .title(title)
                .xAxisTitle("epoch (" + first.scale() + " scale, width " + first.width() + ", " + seeds() + ")")
                .yAxisTitle(unit)
                .build();
        ChartStyle.apply(chart);
        chart.getStyler()
                .setXAxisMin(0.0)
                .setXAxisMax((double) first.epochs())
                .setXAxisMaxLabelCount(Math.min(first.epochs() + 1, 11));
        chart.getStyler().setXAxisDecimalPattern("0");
        return chart;
    }

    /** For example {@code seed 1 solid, 2 dashed}. */
    private String seeds() {
        if (runs.size() == 1) {
            return "seed " + runs.get(0).seed();
        }
        return IntStream.range(0, runs.size())
                .mapToObj(i -> runs.get(i).seed() + " " + ChartStyle.strokeName(i))
                .collect(joining(", ", "seed ", ""));
    }

    private static void line(
            XYChart chart,
            String name,
            RunRecord run,
            int position,
            Color color,
            Marker marker,
            Function<EpochRecord, Double> metric) {
        List<Integer> epochs = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (EpochRecord epoch : run.history()) {
            Double value = metric.apply(epoch);
            if (value != null && Double.isFinite(value)) {
                epochs.add(epoch.epoch());
                values.add(value);
            }
        }
        if (epochs.isEmpty()) {
            return;
        }
        // The legend explains colours; strokes, which tell seeds apart, are named on the axis.
        XYSeries series = chart.addSeries(name + "#" + position, epochs, values);
        series.setLabel(name);
        series.setShowInLegend(position == 0);
        series.setLineColor(color).setLineStyle(ChartStyle.stroke(position));
        series.setMarker(marker);
        series.setMarkerColor(color);
    }

    private static Double quantizedAccuracy(EpochRecord epoch) {
        if (epoch.quantized() == null || epoch.quantized().isEmpty()) {
            return null;
        }
        return epoch.quantized().stream()
                .mapToDouble(CalibratedResult::quint8Accuracy)
                .average()
                .orElseThrow();
    }

    private static String decimal(Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.6f", value);
    }
}
