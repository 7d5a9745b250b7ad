package org.quantzoo.reproductions.plots;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.quantzoo.reproductions.runs.RunRecord;

/** Accuracies, QMSE, QCE and percent decrease of runs against the multiply-accumulates of their convolutions (thesis Fig. 5.4). */
public final class CostFigure {

    /**
     * One run.
     *
     * @param family what its points are called in the legend
     * @param convolutionMacs for one image, as trained
     * @param run a completed run
     */
    public record Point(String family, long convolutionMacs, RunRecord run) {}

    private final Map<String, List<Point>> families = new LinkedHashMap<>();

    private CostFigure(List<Point> points) {
        points.forEach(point -> families.computeIfAbsent(point.family(), name -> new ArrayList<>())
                .add(point));
    }

    /**
     * The figure of some runs.
     *
     * @throws IllegalArgumentException for no run, runs of several scales, or more families than can be told apart
     */
    public static CostFigure of(List<Point> points) {
        long scales =
                points.stream().map(point -> point.run().scale()).distinct().count();
        CostFigure figure = new CostFigure(
                points.stream().filter(point -> point.run().completed()).toList());
        if (scales != 1 || figure.families.isEmpty() || figure.families.size() > ChartStyle.DISTINCT) {
            throw new IllegalArgumentException("A figure of costs shows completed runs of one scale in at most "
                    + ChartStyle.DISTINCT + " families, found " + scales + " scales and " + figure.families.size()
                    + " families.");
        }
        return figure;
    }

    /** Float and quantized accuracy above, then percent decrease, QMSE and QCE. */
    public Figure figure() {
        return new Figure(
                3,
                List.of(
                        panel("Accuracy, float", "percent", "fp32_accuracy")
                                .between(0, 100)
                                .chart(),
                        panel("Accuracy, 8 bit", "percent", "quint8_accuracy")
                                .between(0, 100)
                                .chart(),
                        panel("Accuracy decrease", "percent of the float accuracy", "percent_accuracy_decrease")
                                .chart(),
                        panel("QMSE", "mean squared difference", "qmse").chart(),
                        panel("QCE", "nats", "qce").chart()));
    }

    /** One line for each run. */
    public String csv() {
        StringBuilder csv = new StringBuilder(
                "family,cell,scale,seed,convolution_macs,fp32_accuracy,quint8_accuracy,qmse,qce,percent_accuracy_decrease\n");
        for (List<Point> family : families.values()) {
            for (Point point : family) {
                RunRecord run = point.run();
                csv.append(String.format(
                        Locale.ROOT,
                        "%s,%s,%s,%d,%d,%.2f,%.2f,%.6f,%.6f,%.4f%n",
                        point.family(),
                        run.cell(),
                        run.scale(),
                        run.seed(),
                        point.convolutionMacs(),
                        run.fp32Accuracy(),
                        run.quint8Accuracy(),
                        run.qmse(),
                        run.qce(),
                        run.percentAccuracyDecrease()));
            }
        }
        return csv.toString();
    }

    private Panel panel(String title, String unit, String metric) {
        Panel panel = new Panel(title, "convolution multiply-accumulates, millions", unit, true);
        int position = 0;
        for (Map.Entry<String, List<Point>> family : families.entrySet()) {
            panel.points(
                    family.getKey(),
                    position++,
                    family.getValue().stream()
                            .map(point -> point.convolutionMacs() / 1e6)
                            .toList(),
                    family.getValue().stream()
                            .map(point -> point.run().metric(metric).orElseThrow())
                            .toList());
        }
        return panel.fromZeroBelow();
    }
}
