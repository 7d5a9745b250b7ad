package org.quantzoo.reports;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.quantzoo.reproductions.checks.CellOutcome;
import org.quantzoo.reproductions.checks.CheckOutcome;
import org.quantzoo.reproductions.checks.CheckOutcomes;
import org.quantzoo.reproductions.checks.Measurement;
import org.quantzoo.reproductions.checks.Verdict;

/** Opens the report that the build has just generated; runs under the profile {@code reproduce} alone. */
@Tag("generated-report")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GeneratedReportTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path site = Path.of(System.getProperty("quantzoo.site"));
    private final Path allure = site.resolve("allure");
    private final List<CheckOutcome> outcomes =
            new CheckOutcomes(Path.of(System.getProperty("quantzoo.checks"))).readAll();

    @Test
    @Order(1)
    void every_check_has_a_test_with_its_numbers_in_the_report() throws IOException {
        assertThat(outcomes).isNotEmpty();
        List<JsonNode> tests = tests();
        for (CheckOutcome outcome : outcomes) {
            JsonNode test = tests.stream()
                    .filter(candidate -> candidate.path("name").asText().equals(outcome.title()))
                    .filter(candidate ->
                            hasParameter(candidate, "verdict", outcome.verdict().label()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("The report has no test '" + outcome.title()
                            + "' with the verdict '" + outcome.verdict().label() + "'."));
            String numbers = numbers(test);
            for (CellOutcome cell : outcome.cells()) {
                String shown = cell.measured() == null
                        ? "none: " + cell.reason()
                        : cell.measured().inWords();
                assertThat(numbers)
                        .as("parameters and tables of " + outcome.title())
                        .contains('"' + shown + '"');
            }
        }
    }

    /** The parameters of a test, for its own row, and the tables attached to it, for other rows; each number in quotes. */
    private String numbers(JsonNode test) throws IOException {
        StringBuilder numbers = new StringBuilder();
        test.path("parameters")
                .findValuesAsText("value")
                .forEach(value -> numbers.append('"').append(value).append("\"\n"));
        for (String source : test.findValuesAsText("source")) {
            if (source.endsWith(".csv")) {
                numbers.append(
                        Files.readString(allure.resolve("data/attachments").resolve(source)));
            }
        }
        return numbers.toString();
    }

    @Test
    @Order(2)
    void the_macs_of_a_factorized_network_stand_under_paper_table_and_row() {
        String title = "Convolution MACs of FactorizeNet-f2";
        assumeTrue(
                outcomes.stream().anyMatch(outcome -> outcome.title().equals(title)),
                "the checks of the thesis are not part of this build");
        JsonNode test = tests().stream()
                .filter(candidate -> candidate.path("name").asText().equals(title))
                .findFirst()
                .orElseThrow();
        assertThat(label(test, "epic")).contains("Analysis Framework");
        assertThat(label(test, "feature")).startsWith("Section 5.5");
        assertThat(label(test, "story")).isEqualTo("FactorizeNet-f2");
        assertThat(hasParameter(test, "paper: conv_mmacs", "153.80")).isTrue();
        assertThat(hasParameter(test, "measured: conv_mmacs", Measurement.decimal(153.812992)))
                .isTrue();
    }

    @Test
    @Order(3)
    void failures_are_sorted_into_the_three_categories() throws IOException {
        List<String> names = JSON.readTree(
                        allure.resolve("data/categories.json").toFile())
                .path("children")
                .findValuesAsText("name");
        List<JsonNode> unsuccessful = tests().stream()
                .filter(test -> !test.path("status").asText().equals("passed"))
                .toList();
        assertThat(unsuccessful).allSatisfy(test -> assertThat(
                        test.path("extra").path("categories").findValuesAsText("name"))
                .isSubsetOf("Outside tolerance", "Harness broke", "Not run")
                .hasSize(1));
        assertThat(unsuccessful.isEmpty()).isEqualTo(names.isEmpty());
    }

    @Test
    @Order(4)
    void the_page_loads_nothing_from_another_host() throws IOException {
        assertThat(Files.readString(allure.resolve("index.html"))).doesNotContain("src=\"http");
    }

    @Test
    @Order(5)
    void the_status_page_lies_beside_it() {
        assertThat(site.resolve(PaperVersusMeasured.MARKDOWN)).isNotEmptyFile();
        assertThat(site.resolve(PaperVersusMeasured.CSV)).isNotEmptyFile();
    }

    /** The checks themselves do not stop the build, so that the report is there; this does. */
    @Test
    @Order(6)
    void no_check_broke_and_none_deviates_that_is_not_published_as_a_miss() throws IOException {
        String broken = tests().stream()
                .filter(test -> test.path("status").asText().equals("broken"))
                .map(test -> test.path("name").asText() + ": "
                        + test.path("statusMessage").asText())
                .sorted()
                .collect(joining("\n"));
        assertThat(broken)
                .as("broken checks, see " + allure.resolve("index.html"))
                .isEmpty();
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.verdict() == Verdict.DEVIATES)
                .extracting(CheckOutcome::id)
                .as("deviations, see " + allure.resolve("index.html"))
                .isSubsetOf(publishedDeviations());
        assertThat(tests())
                .filteredOn(test -> test.path("status").asText().equals("failed"))
                .as("failed tests are those that deviate")
                .hasSize((int) outcomes.stream()
                        .filter(outcome -> outcome.verdict() == Verdict.DEVIATES)
                        .count());
    }

    private static List<String> publishedDeviations() throws IOException {
        try (InputStream in = GeneratedReportTests.class.getResourceAsStream("/published-deviations.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    private List<JsonNode> tests() {
        try (Stream<Path> files = Files.list(allure.resolve("data/test-cases"))) {
            return files.sorted().map(GeneratedReportTests::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The report in " + allure + " cannot be read.", e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is not JSON.", e);
        }
    }

    private static boolean hasParameter(JsonNode test, String name, String value) {
        for (JsonNode parameter : test.path("parameters")) {
            if (parameter.path("name").asText().equals(name)
                    && parameter.path("value").asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String label(JsonNode test, String name) {
        for (JsonNode label : test.path("labels")) {
            if (label.path("name").asText().equals(name)) {
                return label.path("value").asText();
            }
        }
        return "";
    }
}
