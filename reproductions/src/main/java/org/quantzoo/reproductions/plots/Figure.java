package org.quantzoo.reproductions.plots;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;

/**
 * Panels of one size in rows, as a picture.
 *
 * @param columns panels in a row
 * @param panels row by row
 */
public record Figure(int columns, List<XYChart> panels) {

    /** Pixels per unit of the layout: a panel of 640 units prints 8.7 cm wide at 375 dpi. */
    private static final int SCALE = 2;

    private static final Pattern FURTHER_DIGITS = Pattern.compile("(\\d\\.\\d\\d)\\d+");

    public Figure {
        panels = List.copyOf(panels);
        if (columns < 1 || panels.isEmpty()) {
            throw new IllegalArgumentException(
                    "A figure has at least one panel and one column, found " + panels.size() + " and " + columns + ".");
        }
    }

    /** The picture as PNG. */
    public byte[] png() {
        ChartStyle.requireFont();
        BufferedImage image = new BufferedImage(width() * SCALE, height() * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(SCALE, SCALE);
        paint(graphics);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("A figure cannot be encoded as PNG.", e);
        }
        return bytes.toByteArray();
    }

    /** The picture as SVG, for print at any size. */
    public byte[] svg() {
        ChartStyle.requireFont();
        VectorGraphics2D graphics = new VectorGraphics2D();
        paint(graphics);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Processors.get("svg")
                    .getDocument(graphics.getCommands(), new PageSize(0, 0, width(), height()))
                    .writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("A figure cannot be encoded as SVG.", e);
        }
        // Letters are outlines with fourteen digits a coordinate; two are a hundredth of a pixel and make half the
        // file.
        return FURTHER_DIGITS
                .matcher(bytes.toString(StandardCharsets.UTF_8))
                .replaceAll("$1")
                .getBytes(StandardCharsets.UTF_8);
    }

    private int width() {
        return columns * panels.get(0).getWidth();
    }

    private int height() {
        int rows = (panels.size() + columns - 1) / columns;
        return rows * panels.get(0).getHeight();
    }

    private void paint(Graphics2D graphics) {
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width(), height());
        for (int i = 0; i < panels.size(); i++) {
            XYChart panel = panels.get(i);
            int left = i % columns * panel.getWidth();
            int top = i / columns * panel.getHeight();
            Graphics2D area = (Graphics2D) graphics.create();
            area.translate(left, top);
            panel.paint(area, panel.getWidth(), panel.getHeight());
            area.dispose();
        }
    }
}
