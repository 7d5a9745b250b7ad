package org.quantzoo.reproductions.plots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.RunRecords;
import org.quantzoo.zoo.analysis.EpochAnalysis;
import org.quantzoo.zoo.analysis.ErrorAttribution;
import org.quantzoo.zoo.analysis.LayerKind;
import org.quantzoo.zoo.analysis.LayerStatistics;
import org.quantzoo.zoo.analysis.LayerwiseAnalysis;
import org.quantzoo.zoo.analysis.OutputError;
import org.quantzoo.zoo.analysis.WeightStatistics;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.ChannelStatistics;
import org.quantzoo.zoo.quantization.Range;
import org.quantzoo.zoo.quantization.SignalToNoise;
import org.quantzoo.zoo.quantization.TensorStatistics;

class LayerwiseFiguresTests {
    private static final int LAYERS = 6;

    @Test
    void every_tensor_has_a_panel_for_its_range_and_one_for_its_precision() {
        Figure figure = LayerwiseFigures.of(List.of(network("wide", 2), network("narrow", 0.5)))
                .rangeAndPrecision();

        assertThat(figure.columns()).isEqualTo(3);
        assertThat(figure.panels()).hasSize(6);
        XYChart folded = figure.panels().get(1);
        // Layer n of the example has the range n times the factor.
        assertThat(folded.getSeriesMap().get("wide").getXData()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(folded.getSeriesMap().get("wide").getYData()).containsExactly(2, 4, 6, 8, 10, 12);
        XYChart precision = figure.panels().get(4);
        assertThat(precision.getSeriesMap().get("narrow").getYData()).containsOnly(0.5);
        assertThat(precision.getTitle()).contains("average precision");
    }

    @Test
    void ranges_over_several_decades_share_a_logarithmic_axis() {
        assertThat(LayerwiseFigures.of(List.of(network("a", 1e-6), network("b", 1)))
                        .rangeAndPrecision()
                        .panels()
                        .get(0)
                        .getStyler()
                        .isYAxisLogarithmic())
                .isTrue();
        assertThat(LayerwiseFigures.of(List.of(network("a", 1)))
                        .rangeAndPrecision()
                        .panels()
                        .get(0)
                        .getStyler()
                        .isYAxisLogarithmic())
                .isFalse();
    }

    @Test
    void the_overlay_reads_ranges_on_the_left_and_precisions_on_the_right() {
        Figure figure = LayerwiseFigures.of(List.of(network("one", 1))).overlay();
        assertThat(figure.panels()).hasSize(2);
        assertThat(figure.panels().get(0).getSeriesMap().values())
                .extracting(series -> series.getYAxisGroup())
                .containsExactly(0, 1);
    }

    @Test
    void pictures_are_png_and_well_formed_svg_on_white() throws Exception {
        Figure figure = LayerwiseFigures.of(List.of(network("one", 1), network("two", 3)))
                .rangeAndPrecision();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure.png()));
        assertThat(image.getWidth()).isEqualTo(3 * 640 * 2);
        assertThat(image.getHeight()).isEqualTo(2 * 460 * 2);
        assertThat(image.getRGB(1, 1) & 0xFFFFFF).isEqualTo(0xFFFFFF);

        String svg = new String(figure.svg(), StandardCharsets.UTF_8);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        assertThat(factory.newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
        // Text is drawn as outlines, so that it prints alike on machines with other fonts.
        assertThat(svg)
                .contains("width=\"1920px\"")
                .contains("height=\"920px\"")
                .contains("rgb(213,94,0)");
    }

    @Test
    void epochs_are_drawn_for_the_first_two_the_last_and_some_layers_between() throws IOException {
        List<EpochAnalysis> history = new ArrayList<>();
        for (int epoch = 1; epoch <= 4; epoch++) {
            history.add(new EpochAnalysis(epoch, analysis(epoch)));
        }
        Figure figure = EpochFigure.of("n", LayerProfile.of(history)).figure();
        assertThat(figure.panels().get(0).getSeriesMap().keySet())
                .containsExactly("1 layer1", "2 layer2", "4 layer4", "6 layer6");
        assertThat(figure.panels().get(0).getSeriesMap().get("2 layer2").getYData())
                .containsExactly(2, 4, 6, 8);
        save("epochs-example", figure);
        assertThatThrownBy(() -> EpochFigure.of("n", LayerProfile.of(List.of())))
                .hasMessageContaining("at least one epoch");
    }

    @Test
    void the_attribution_shows_weights_and_outputs_of_each_layer() {
        ErrorAttribution.Effect effect = new ErrorAttribution.Effect(50, 3, new OutputError(0.01, 1, 0.1));
        ErrorAttribution attribution = new ErrorAttribution(
                10,
                53,
                effect,
                List.of(
                        new ErrorAttribution.LayerEffect(
                                0, "input", LayerKind.INPUT, ErrorAttribution.Part.ACTIVATIONS, effect),
                        new ErrorAttribution.LayerEffect(
                                1, "stem", LayerKind.CONVOLUTION, ErrorAttribution.Part.WEIGHTS, effect)));
        Figure figure = AttributionFigure.of("n", attribution).figure();
        assertThat(figure.panels()).hasSize(2);
        assertThat(figure.panels().get(0).getSeriesMap().get("its output").getYData())
                .containsExactly(3);
        assertThat(figure.panels().get(1).getSeriesMap().get("its weights").getYData())
                .containsExactly(0.01);
    }

    @Test
    void costs_show_every_metric_of_completed_runs_by_family() throws IOException {
        String cell = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";
        CostFigure figure = CostFigure.of(List.of(
                new CostFigure.Point("DWS", 2_000_000, RunRecords.completed(cell, 1, 80, 60)),
                new CostFigure.Point("Regular", 16_000_000, RunRecords.completed(cell, 2, 90, 88))));
        assertThat(figure.figure().panels()).hasSize(5);
        assertThat(figure.figure().panels().get(1).getSeriesMap().get("DWS").getYData())
                .containsExactly(60);
        assertThat(figure.figure().panels().get(0).getSeriesMap().get("Regular").getXData())
                .containsExactly(16);
        save("costs-example", figure.figure());
        assertThat(figure.csv().lines().skip(1).findFirst().orElseThrow())
                .isEqualTo("DWS," + cell + ",quick,1,2000000,80.00,60.00,0.010000,0.500000,25.0000");
        assertThatThrownBy(() -> CostFigure.of(List.of())).hasMessageContaining("0 families");
    }

    @Test
    void too_many_networks_or_equal_labels_are_refused() {
        assertThatThrownBy(() -> LayerwiseFigures.of(List.of())).hasMessageContaining("found 0");
        assertThatThrownBy(() -> LayerwiseFigures.of(List.of(network("a", 1), network("a", 2))))
                .hasMessageContaining("1 labels");
        assertThatThrownBy(() -> LayerwiseFigures.of(Collections.nCopies(6, network("a", 1))))
                .hasMessageContaining("found 6");
    }

    /** Layer n has ranges of n times the factor and two channels of which one uses nothing. */
    private static LabelledLayers network(String label, double factor) {
        return LabelledLayers.of(label, analysis(factor));
    }

    private static LayerwiseAnalysis analysis(double factor) {
        List<LayerStatistics> layers = new ArrayList<>();
        layers.add(new LayerStatistics(0, "input", LayerKind.INPUT, null, tensor(1), new SignalToNoise(1, 0.001)));
        for (int n = 1; n <= LAYERS; n++) {
            TensorStatistics tensor = tensor(n * factor);
            layers.add(new LayerStatistics(
                    n,
                    "layer" + n,
                    LayerKind.CONVOLUTION,
                    new WeightStatistics(tensor, tensor),
                    tensor,
                    new SignalToNoise(1, 0.001 * n)));
        }
        return new LayerwiseAnalysis(1, 8, 8, "absolute", "absolute", layers, new OutputError(0.01, 1, 0.1));
    }

    private static TensorStatistics tensor(double width) {
        Range range = new Range(0, width);
        SignalToNoise error = new SignalToNoise(1, 0.001);
        return new TensorStatistics(
                20,
                range,
                range,
                AffineQuantizer.of(range, 8),
                0.25,
                error,
                1.5,
                List.of(
                        new ChannelStatistics(range, range, 1, 0, error, 1.5),
                        new ChannelStatistics(new Range(0, 0), new Range(0, 0), 0, 0.5, error, 5.5)));
    }

    private static void save(String name, Figure figure) throws IOException {
        Files.createDirectories(Path.of("target/figures"));
        Files.write(Path.of("target/figures/" + name + ".png"), figure.png());
    }
}
