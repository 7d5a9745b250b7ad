package org.quantzoo.reproductions.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportSessionTests {

    @TempDir
    Path results;

    @Test
    void results_of_an_earlier_build_are_removed_and_the_report_is_told_where_it_ran() throws IOException {
        Files.writeString(results.resolve("old-result.json"), "{}");
        ReportSession.prepare(results);
        assertThat(results)
                .isDirectoryNotContaining("glob:**/old-result.json")
                .isDirectoryContaining("glob:**/categories.json")
                .isDirectoryContaining("glob:**/executor.json");
        assertThat(Files.readAllLines(results.resolve("environment.properties")))
                .anyMatch(line -> line.startsWith("Commit="))
                .anyMatch(line -> line.startsWith("Scale="));
    }

    @Test
    void categories_tell_a_deviation_from_a_broken_harness_by_the_message() throws IOException {
        JsonNode categories;
        try (var in = getClass().getResourceAsStream("/categories.json")) {
            categories = new ObjectMapper().readTree(in);
        }
        String deviation = new OutsideToleranceError("1 is not 2").getMessage();
        String broken = "The check 'x' broke: no file";
        assertThat(deviation)
                .matches(regex(categories, "Outside tolerance"))
                .doesNotMatch(regex(categories, "Harness broke"));
        assertThat(broken)
                .matches(regex(categories, "Harness broke"))
                .doesNotMatch(regex(categories, "Outside tolerance"));
    }

    private static String regex(JsonNode categories, String name) {
        for (JsonNode category : categories) {
            if (category.path("name").asText().equals(name)) {
                return category.path("messageRegex").asText();
            }
        }
        throw new AssertionError("There is no category " + name + ".");
    }
}
