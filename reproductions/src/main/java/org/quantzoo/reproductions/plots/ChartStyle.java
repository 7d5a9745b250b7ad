package org.quantzoo.reproductions.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * The look that all figures share: legible in print, in grey and with colour-blind eyes.
 *
 * <p>Colours are those of Okabe and Ito; lines also differ in stroke, so that a figure survives a black-and-white printer.
 */
final class ChartStyle {

    /** Pixels per unit of the layout: a panel of 640 units prints 8.7 cm wide at 375 dpi. */
    private static final int SCALE = 2;

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

    static final Color BLUE = new Color(0x0072B2);
    static final Color VERMILION = new Color(0xD55E00);
    static final Color GREEN = new Color(0x009E73);

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

    /** What {@link #stroke} looks like, in a word. */
    static String strokeName(int n) {
        return STROKES.get(n % STROKES.size()).name();
    }

    /** Draws panels side by side into one PNG. */
    static byte[] png(List<XYChart> panels) {
        requireFont(() -> new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                .createGraphics()
                .getFontMetrics(TEXT));
        int width = panels.stream().mapToInt(XYChart::getWidth).sum();
        int height = panels.stream().mapToInt(XYChart::getHeight).max().orElseThrow();
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(SCALE, SCALE);
        int left = 0;
        for (XYChart panel : panels) {
            Graphics2D area = (Graphics2D) graphics.create(left, 0, panel.getWidth(), panel.getHeight());
            panel.paint(area, panel.getWidth(), panel.getHeight());
            area.dispose();
            left += panel.getWidth();
        }
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("A figure cannot be encoded as PNG.", e);
        }
        return bytes.toByteArray();
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
