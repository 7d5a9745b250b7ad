package org.quantzoo.reproductions.plots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunRecords;
import org.quantzoo.reproductions.runs.RunStore;

class TrainingCurvesTests {

    private static final String CELL = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";
    private static final int EPOCHS = 8;

    @TempDir
    Path folder;

    @Test
    void csv_has_a_line_per_seed_and_epoch_with_empty_fields_where_nothing_was_evaluated() throws IOException {
        String csv = TrainingCurves.of(List.of(learning(1), learning(2))).csv();
        List<String> lines = csv.lines().toList();
        assertThat(lines).hasSize(1 + 2 * EPOCHS);
        assertThat(lines.get(1)).isEqualTo(CELL + ",quick,1,1,0.010000,2.000000,25.000000,,,3.000000");
        assertThat(lines.get(EPOCHS))
                .startsWith(CELL + ",quick,1,8,0.010000,")
                .endsWith(",76.000000,70.000000,3.000000");
    }

    @Test
    void png_shows_two_panels_with_all_three_line_colours() throws IOException {
        byte[] png = TrainingCurves.of(List.of(learning(1), learning(2), learning(3)))
                .png();
        Files.createDirectories(Path.of("target/figures"));
        Files.write(Path.of("target/figures/training-curves-example.png"), png);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(2560);
        assertThat(image.getHeight()).isEqualTo(920);
        assertThat(pixels(image, ChartStyle.BLUE, 0, 1280)).isGreaterThan(500);
        assertThat(pixels(image, ChartStyle.VERMILION, 0, 1280)).isZero();
        assertThat(pixels(image, ChartStyle.BLUE, 1280, 2560)).isGreaterThan(500);
        assertThat(pixels(image, ChartStyle.GREEN, 1280, 2560)).isGreaterThan(500);
        assertThat(pixels(image, ChartStyle.VERMILION, 1280, 2560)).isGreaterThan(50);
    }

    @Test
    void runs_of_different_cells_do_not_share_a_figure() throws IOException {
        RunRecord other = RunRecords.completed("starting-positions/table1/DWS_Conv_With_BN_HeUni", 1, 50, 40);
        RunRecord run = learning(1);
        assertThatThrownBy(() -> TrainingCurves.of(List.of(run, other))).hasMessageContaining("found 2");
        assertThatThrownBy(() -> TrainingCurves.of(List.of())).hasMessageContaining("found 0");
    }

    /** A record with eight epochs: falling loss, rising accuracies, test accuracy in every second epoch. */
    private RunRecord learning(long seed) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode record = (ObjectNode) mapper.readTree(Json.line(RunRecords.completed(CELL, seed, 76, 70)));
        ArrayNode history = record.putArray("history");
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            ObjectNode row = history.addObject();
            row.put("epoch", epoch);
            row.put("learningRate", 0.01);
            row.put("loss", 2.0 / Math.sqrt(epoch) + 0.03 * (seed - 1));
            row.put("trainAccuracy", 25 + 6.5 * (epoch - 1) - 2 * (seed - 1));
            row.put("seconds", 3.0);
            if (epoch % 2 == 0) {
                row.put("testAccuracy", 20 + 7.0 * epoch - 3 * (seed - 1));
            } else {
                row.putNull("testAccuracy");
            }
            if (epoch == EPOCHS) {
                ObjectNode draw = row.putArray("quantized").addObject();
                draw.put("draw", 0).put("quint8_accuracy", 70).put("qmse", 0.01).put("qce", 0.8);
                draw.put("percent_accuracy_decrease", 7.9);
            } else {
                row.putNull("quantized");
            }
        }
        Path file = folder.resolve(seed + ".json");
        mapper.writeValue(file.toFile(), record);
        return RunStore.read(file);
    }

    private static long pixels(BufferedImage image, Color color, int fromX, int toX) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = fromX; x < toX; x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == (color.getRGB() & 0xFFFFFF)) {
                    count++;
                }
            }
        }
        return count;
    }
}
