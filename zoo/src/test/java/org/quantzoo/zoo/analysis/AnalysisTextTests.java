package org.quantzoo.zoo.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.images;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.labelled;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.onPaper;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.pixels;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.tiny;
import static org.quantzoo.zoo.analysis.AnalyzedNetworks.trained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.posttraining.QuantizationScheme;

@ExtendWith(Float32.class)
class AnalysisTextTests {
    private static final LayerwiseAnalysis PAPER =
            LayerwiseAnalyzer.quint8().analyze(onPaper(), List.of(pixels(new float[] {1, 1}, new float[] {-1, -2})));

    @Test
    void json_gives_back_an_equal_analysis_infinite_ratios_included() throws Exception {
        String json = AnalysisJson.write(PAPER);

        assertThat(AnalysisJson.readAnalysis(json)).isEqualTo(PAPER);
        JsonNode weights = new ObjectMapper().readTree(json).at("/layers/2/weights/folded");
        assertThat(weights.at("/error/decibels").asText()).isEqualTo("Infinity");
        assertThat(weights.at("/averagePrecision").asDouble()).isEqualTo(1);
        assertThat(weights.at("/range/width").asDouble()).isEqualTo(1);
        assertThatThrownBy(() -> AnalysisJson.readAnalysis("{\"samples\":"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JSON of a LayerwiseAnalysis");
    }

    @Test
    void a_line_for_each_tensor_of_each_layer_with_the_columns_of_the_header() {
        List<String> lines = LayerwiseTable.layers(PAPER).lines().toList();

        // The input's activations; raw weights, folded weights and activations of two layers.
        assertThat(lines).hasSize(1 + 1 + 3 + 3);
        assertThat(lines).allSatisfy(line -> assertThat(columns(line)).isEqualTo(columns(lines.get(0))));
        assertThat(lines.get(2))
                .startsWith(
                        "1,conv,CONVOLUTION,raw_weights,4,-2.00000,1.00000,-2.00000,1.00000,3.00000,0.583333,0.250000,");
        assertThat(lines.get(1)).startsWith("0,input,INPUT,activations,4,-2.00000,1.00000,");
    }

    @Test
    void a_table_of_layers_is_read_back_to_its_six_digits() {
        String csv = LayerwiseTable.layers(PAPER);

        List<TensorRow> rows = LayerwiseTable.parseLayers(csv);
        assertThat(LayerwiseTable.layers(rows)).isEqualTo(csv);
        TensorRow raw = rows.get(1);
        assertThat(raw.tensor()).isEqualTo(AnalyzedTensor.RAW_WEIGHTS);
        assertThat(raw.range()).isEqualTo(3);
        assertThat(raw.networkQmse()).isNaN();
        assertThat(rows.get(5).sqnrDecibels()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void a_text_that_is_no_table_of_layers_is_refused() {
        String csv = LayerwiseTable.layers(PAPER);
        assertThatThrownBy(() -> LayerwiseTable.parseLayers("layer,range\nstem,1\n"))
                .hasMessageContaining("begins with \"index,layer,kind,tensor,")
                .hasMessageContaining("found \"layer,range\"");
        assertThatThrownBy(
                        () -> LayerwiseTable.parseLayers(csv.lines().findFirst().orElseThrow() + "\n1,stem,2\n"))
                .hasMessageContaining("has 18 columns, found 3");
        assertThatThrownBy(() -> LayerwiseTable.parseLayers(csv.replace("raw_weights", "weights")))
                .hasMessageContaining("A tensor of a layer is one of [raw_weights, folded_weights, activations]");
        assertThatThrownBy(() -> LayerwiseTable.parseLayers(
                        csv.replace("CONVOLUTION,raw_weights,4", "CONVOLUTION,raw_weights,x")))
                .hasMessageContaining("does not fit its columns");
    }

    @Test
    void epochs_stand_in_front_of_the_lines_of_each_analysis() {
        List<String> lines = LayerwiseTable.epochs(List.of(new EpochAnalysis(0, PAPER), new EpochAnalysis(4, PAPER)))
                .lines()
                .toList();
        assertThat(lines).hasSize(1 + 2 * 7);
        assertThat(lines.get(1)).startsWith("0,0,input,");
        assertThat(lines.get(14)).startsWith("4,2,logits,");
        assertThat(lines).allSatisfy(line -> assertThat(columns(line)).isEqualTo(columns(lines.get(0))));
    }

    @Test
    void channels_have_a_line_each() {
        List<String> lines = LayerwiseTable.channels(PAPER).lines().toList();
        assertThat(lines).hasSize(1 + 7 * 2);
        assertThat(lines).allSatisfy(line -> assertThat(columns(line)).isEqualTo(columns(lines.get(0))));
        assertThat(lines.get(4)).startsWith("1,conv,CONVOLUTION,raw_weights,1,2,-2.00000,0.500000,");
    }

    @Test
    void an_attribution_is_written_and_read_as_well() {
        ComputationGraph network =
                trained(tiny(ComplexBlockCnn.builder()).blocksPerStage(1, 1, 1).build());
        ErrorAttribution attribution =
                ErrorAttribution.of(network, QuantizationScheme.quint8(), List.of(images(4, 1)), labelled(1, 10));

        assertThat(AnalysisJson.readAttribution(AnalysisJson.write(attribution)))
                .isEqualTo(attribution);
        List<String> lines = LayerwiseTable.attribution(attribution).lines().toList();
        assertThat(lines).hasSize(2 + attribution.layers().size());
        assertThat(lines.get(1)).startsWith(",whole network,,BOTH,");
        assertThat(lines).allSatisfy(line -> assertThat(columns(line)).isEqualTo(columns(lines.get(0))));
    }

    private static long columns(String line) {
        return line.chars().filter(c -> c == ',').count();
    }
}
