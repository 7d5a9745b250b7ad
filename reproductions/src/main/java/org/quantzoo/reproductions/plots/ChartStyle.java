package org.quantzoo.reproductions.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The look that all figures share: legible in print, in grey and with colour-blind eyes.
 *
 * <p>The first colours are those of Okabe and Ito; lines also differ in stroke, so that a figure survives a black-and-white printer.
 */
final class ChartStyle {

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

    static final Color BLUE = new Color(0x0072B2);
    static final Color VERMILION = new Color(0xD55E00);
    static final Color GREEN = new Color(0x009E73);

    private static final List<Color> COLORS = List.of(BLUE, VERMILION, GREEN, new Color(0x8A5A83), new Color(0x404040));
    private static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.SQUARE,
            SeriesMarkers.TRIANGLE_DOWN);

    /** As many lines can be told apart. */
    static final int DISTINCT = 5;

    private static final float WIDTH = 2.2f;

    /** How lines of the same colour are told apart. */
    private record Stroke(String name, BasicStroke stroke) {}

    private static final List<Stroke> STROKES = List.of(
            new Stroke("solid", new BasicStroke(WIDTH)),
            new Stroke("dashed", dashed(9, 5)),
            new Stroke("dotted", dashed(2, 4)),
            new Stroke("dash-dotted", dashed(12, 4, 2, 4)),
            new Stroke("short-dashed", dashed(5, 3)));

    private ChartStyle() {}

    /** Applies the look to a chart. */
    static void apply(XYChart chart) {
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setChartTitleFont(TITLE)
                .setChartTitleBoxVisible(false)
                .setLegendFont(TEXT)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setAntiAlias(true);
        chart.getStyler().setPlotBorderVisible(false);
        chart.getStyler().setAxisTitleFont(TEXT);
        chart.getStyler().setAxisTickLabelsFont(TEXT);
        chart.getStyler().setPlotGridLinesColor(new Color(0xDDDDDD));
        chart.getStyler().setMarkerSize(6);
    }

    /** The stroke of the n-th of several comparable lines. */
    static BasicStroke stroke(int n) {
        return STROKES.get(n % STROKES.size()).stroke();
    }

    /** The colour of the n-th of several comparable lines. */
    static Color color(int n) {
        return COLORS.get(n % COLORS.size());
    }

    /** The marker of the n-th of several comparable lines. */
    static Marker marker(int n) {
        return MARKERS.get(n % MARKERS.size());
    }

    /** What {@link #stroke} looks like, in a word. */
    static String strokeName(int n) {
        return STROKES.get(n % STROKES.size()).name();
    }

    /** Fails with a sentence where this machine has no font. */
    static void requireFont() {
        requireFont(() -> new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                .createGraphics()
                .getFontMetrics(TEXT));
    }

    /**
     * Turns what Java2D throws where it finds no font, which names neither fonts nor a remedy, into a sentence.
     *
     * @throws IllegalStateException where text cannot be measured
     */
    static void requireFont(Runnable measureText) {
        try {
            measureText.run();
        } catch (InternalError | LinkageError | RuntimeException e) {
            throw new IllegalStateException(
                    "Figures need a font, but Java finds none on this machine; install fontconfig and a font, for example"
                            + " with \"apt-get install fontconfig fonts-dejavu-core\".",
                    e);
        }
    }

    private static BasicStroke dashed(float... pattern) {
        return new BasicStroke(WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, pattern, 0);
    }
}
