package org.quantzoo.datasets.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureJsonTests {

    private static final String VALID = ArchitectureJson.write(ConformanceArchitectures.named("N1"));

    private static Architecture read(String json) {
        return ArchitectureJson.read(json.getBytes(StandardCharsets.UTF_8), "file.json");
    }

    @Test
    void readsBackWhatItWrote() {
        for (String name : new String[] {"N1", "N2", "N3"}) {
            Architecture architecture = ConformanceArchitectures.named(name);
            assertThat(read(ArchitectureJson.write(architecture))).isEqualTo(architecture);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"C\":32        | \"C\":31             | C must be an even number from 2 to 65534; found 31",
                "\"C\":32        | \"C\":\"32\"         | needs an integer in the field \"C\"; found \"32\"",
                "\"C\":32,       | ''                   | lacks the field \"C\"",
                "\"cells\":4     | \"cells\":4,\"x\":1  | has the unknown field \"x\"",
                "\"cells\":4     | \"cells\":4,\"C\":32 | is not valid JSON: Duplicate field 'C'",
                "\"stemPool\":false | \"stemPool\":0    | needs true or false in the field \"stemPool\"",
                "\"concat\":[2]  | \"concat\":[3]       | found [3]",
                "\"concat\":[2]  | \"concat\":[]        | the concat list is empty",
                "conv_3x3\",1    | conv_4x4\",1         | Unknown cell operation \"conv_4x4\"",
                "conv_3x3\",1    | conv_3x3\",2         | may read states 0 to 1; found 2",
                "\"fcWidth\":0   | \"fcWidth\":64       | fcWidth must be 0 where fcLayers is 1; found 64",
                "[[\"max_pool_3x3\",0], | [            | found 2 normal and 1 reduction edges",
            })
    void namesFileAndProblem(String valid, String broken, String message) {
        assertThat(VALID).contains(valid);
        assertThatThrownBy(() -> read(VALID.replace(valid, broken)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file.json")
                .hasMessageContaining(message);
    }

    @Test
    void textAfterTheObjectIsRefused() {
        assertThatThrownBy(() -> read(VALID + "{}")).hasMessageContaining("is not valid JSON");
    }
}
