package org.quantzoo.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents promise is there. */
class DocumentationTests {

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#|mailto:)([^)#\\s]+)");
    private static final Pattern QUOTE =
            Pattern.compile("\\[`(zoo/samples/[^`]+)`]\\([^)]+\\)\\n\\n```java\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ROOM = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
    private static final Pattern SPEED = Pattern.compile("\\| \\w+ \\| (train|infer) \\|.*x \\|");
    private static final Pattern GHN_TIME = Pattern.compile(
            "^\\| (graph construction|GHN |copying the|target network |SameDiff export|id/|median of the ratios)");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules");

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        Files.walkFileTree(Checkout.file(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    documents.add(Checkout.file("").relativize(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_relative_link_leads_somewhere(Path document) {
        Path directory = Checkout.file(document.toString()).getParent();
        assertThat(LINK.matcher(Checkout.text(document.toString())).results().map(link -> link.group(1)))
                .allSatisfy(link -> assertThat(directory.resolve(link)).exists());
    }

    @Test
    void the_first_screen_of_the_readme_holds_the_two_commands() {
        assertThat(Checkout.text("README.md").lines().limit(20))
                .anyMatch(line -> line.startsWith("mvn verify -Preproduce"))
                .anyMatch(line -> line.matches("mvn verify(\\s+#.*)?"));
    }

    @Test
    void continuous_integration_runs_the_commands_of_the_readme() {
        assertThat(Checkout.text(".ci/run"))
                .contains("mvn -B verify\n")
                .contains("mvn -B verify -Preproduce \"-Dquantzoo.data=$data\"");
    }

    @Test
    void every_sample_is_quoted_in_the_readme_as_it_is() throws IOException {
        Map<String, String> quotes = QUOTE.matcher(Checkout.text("README.md"))
                .results()
                .collect(Collectors.toMap(quote -> quote.group(1), quote -> withoutIndentation(quote.group(2))));
        try (Stream<Path> files = Files.walk(Checkout.file("zoo/samples"))) {
            List<String> samples = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> Checkout.file("").relativize(file).toString())
                    .filter(file -> !file.contains("/target/"))
                    .toList();
            assertThat(quotes.keySet()).containsExactlyInAnyOrderElementsOf(samples);
        }
        quotes.forEach((sample, quote) -> {
            assertThat(withoutIndentation(Checkout.text(sample))).contains(quote);
            assertThat(Checkout.text(sample).lines()).hasSizeLessThan(60);
        });
    }

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void the_architecture_page_names_every_module_and_no_other() {
        List<String> modules = matches(MODULE, Checkout.text("pom.xml"));
        List<String> rooms = matches(ROOM, Checkout.text("docs/architecture.md"));
        assertThat(rooms).containsExactlyInAnyOrderElementsOf(modules);
    }

    @Test
    void the_readme_quotes_the_benchmark_as_it_was_measured() {
        String measured = Checkout.text("benchmarks/results/throughput.md");
        assertThat(Checkout.text("README.md").lines().filter(SPEED.asMatchPredicate()))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(measured).contains(row));
    }

    @Test
    void the_page_on_quantized_execution_quotes_the_benchmarks_as_they_were_measured() {
        List<String> page = Checkout.text("docs/quantized-execution.md").lines().toList();
        for (String benchmark : List.of("integer", "loading")) {
            List<String> measured = Checkout.text("benchmarks/results/" + benchmark + ".md")
                    .lines()
                    .filter(line -> line.startsWith("| "))
                    .toList();
            assertThat(measured).as(benchmark).isNotEmpty();
            assertThat(page).as(benchmark).containsSequence(measured);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "benchmarks/README.md", "docs/decisions/0010-ghn-without-samediff.md"})
    void documents_quote_the_times_of_hypernetworks_as_they_were_measured(String document) {
        String measured = Checkout.text("benchmarks/results/ghn.md");
        assertThat(Checkout.text(document).lines().filter(GHN_TIME.asPredicate()))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(measured).contains(row));
    }

    /** Every line of an example is a line of the test that runs it. */
    @ParameterizedTest
    @CsvSource({
        "SimpleBlockCnn.builder(), zoo/src/it/consumer/src/test/java/example/ConsumerTests.java",
        "SameDiffExport.of(, zoo/src/test/java/org/quantzoo/zoo/ghn/SameDiffExportTests.java"
    })
    void examples_of_the_readme_that_are_no_samples_are_run_as_tests(String mark, String test) {
        String example = JAVA.matcher(Checkout.text("README.md"))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(mark))
                .findFirst()
                .orElseThrow();
        List<String> tested = Checkout.text(test).lines().map(String::strip).toList();
        assertThat(example.lines().map(String::strip))
                .allSatisfy(line -> assertThat(tested).contains(line));
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
