package org.quantzoo.reproductions.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.papers.PaperValue;
import org.quantzoo.reproductions.runs.CommittedRuns;
import org.quantzoo.reproductions.runs.EpochRecord;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.studies.Cells;

/** The page for readers says what the committed records and the documents say. */
class FindingsPageTests {
    private static final Path PAGE = Path.of("..", "docs", "findings.md");
    private static final RunStore RECORDED = CommittedRuns.STORE;

    private static final Pattern CLAIM = Pattern.compile("\\b(SP|TH|GHN|DP)-\\d+b?\\b");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    /** A number that is not part of a name, such as fp32, f_init2, MobileNetV2 or 4.3 in "Table 4.3". */
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])(\\d[\\d,]*(?:\\.\\d+)?)(?![\\w-]|\\.\\d)");

    private static final Pattern REFERENCE =
            Pattern.compile("(Tables?|sections?|chapter|Figs?\\.?) [\\d.]+( (and|to) [\\d.]+)?");
    private static final Pattern TABLE_NUMBER = Pattern.compile("-?\\d[\\d,]*(?:\\.\\d+)?(?:e-?\\d+)?");

    /** Constants of the method, each stated where it is declared in the code: coverage and level of tests, the accuracy that counts as trained. */
    private static final Set<String> METHOD = Set.of("95", "0.05", "15");

    @Test
    void the_tables_of_the_findings_are_those_of_the_committed_records() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page)
                .as("docs/findings.md; write its tables with: reproductions/reproduce verdicts --runs"
                        + " reproductions/results --update docs/findings.md")
                .isEqualTo(VerdictPage.insertInto(page, RECORDED));
    }

    /**
     * A line that names claims may only have numbers from the rows of these claims, one that names rows of the documents or recorded cells also theirs;
     * other lines those of any row.
     */
    @Test
    void every_number_of_the_text_is_in_the_tables_in_a_record_or_printed() throws IOException {
        String page = Files.readString(PAGE);
        String text =
                page.substring(0, page.indexOf("<!-- verdicts")) + page.substring(page.indexOf("<!-- end of verdicts"));
        List<String> tables = VerdictPage.of(RECORDED).lines().toList();
        List<String> unfounded = new ArrayList<>();
        for (String line : text.lines().toList()) {
            double[] known = numbersBehind(line, tables);
            numbers(line)
                    .filter(number -> !METHOD.contains(number) && !isRounded(number, known))
                    .forEach(number -> unfounded.add(number + " in: " + line));
        }
        assertThat(unfounded).as("numbers of docs/findings.md without a source").isEmpty();
    }

    /** The check above would pass on a page whose numbers it did not see. */
    @Test
    void a_number_without_a_source_is_found() {
        List<String> tables = List.of("| SP-05 | statistic | < 0 | -12.34 [-20.1, 1.5] |", "| SP-06 | 77.7 |");

        assertThat(numbers("* It drops by 12.3 points (SP-05, Table 4.3, `a/b`, fp32) in 9,876 runs of f16."))
                .containsExactly("12.3", "9,876");
        assertThat(isRounded("12.3", numbersBehind("(SP-05)", tables))).isTrue();
        assertThat(isRounded("12.4", numbersBehind("(SP-05)", tables))).isFalse();
        assertThat(isRounded("77.7", numbersBehind("(SP-05)", tables))).isFalse();
        assertThat(isRounded("77.7", numbersBehind("no claim", tables))).isTrue();
        assertThat(isRounded("41.25", numbersBehind("`thesis/table4.3/DWS_Conv_With_BN_GlorotUni/epoch5`", tables)))
                .isTrue();
    }

    @Test
    void a_document_without_marks_is_left_alone() {
        assertThatThrownBy(() -> VerdictPage.insertInto("# Findings\n", RECORDED))
                .hasMessageContaining("Expected a document with the lines");
    }

    private static Stream<String> numbers(String line) {
        String text = CODE.matcher(line).replaceAll("");
        text = CLAIM.matcher(text).replaceAll("");
        text = REFERENCE.matcher(text).replaceAll("");
        return NUMBER.matcher(text).results().map(number -> number.group(1).replaceAll(",$", ""));
    }

    private static double[] numbersBehind(String line, List<String> tables) {
        Set<String> claims =
                CLAIM.matcher(line).results().map(MatchResult::group).collect(Collectors.toSet());
        DoubleStream ofTables = tables.stream()
                .filter(row ->
                        claims.isEmpty() || claims.stream().anyMatch(claim -> row.startsWith("| " + claim + " |")))
                .flatMap(row -> TABLE_NUMBER.matcher(row).results())
                .mapToDouble(
                        number -> Math.abs(Double.parseDouble(number.group().replace(",", ""))));
        DoubleStream ofSources = CODE.matcher(line)
                .results()
                .map(code -> code.group(1))
                .flatMapToDouble(id -> DoubleStream.concat(
                        PaperTables.get().find(id).stream()
                                .flatMap(entry -> entry.values().values().stream())
                                .mapToDouble(PaperValue::value),
                        Cells.get().find(id).stream()
                                .flatMap(cell -> RECORDED.records(cell.id()).stream())
                                .flatMapToDouble(FindingsPageTests::numbers)));
        return DoubleStream.concat(ofTables, ofSources).toArray();
    }

    private static DoubleStream numbers(RunRecord record) {
        return Stream.concat(
                        Stream.of("fp32_accuracy", "quint8_accuracy", "qmse", "qce", "percent_accuracy_decrease")
                                .map(record::metric)
                                .flatMap(value -> value.stream().boxed()),
                        record.history().stream().map(EpochRecord::testAccuracy).filter(Objects::nonNull))
                .mapToDouble(Double::doubleValue);
    }

    private static boolean isRounded(String number, double[] known) {
        String digits = number.replace(",", "");
        int decimals = digits.contains(".") ? digits.length() - digits.indexOf('.') - 1 : 0;
        double value = Double.parseDouble(digits);
        double half = 0.5 * Math.pow(10, -decimals) + 1e-9;
        return DoubleStream.of(known).anyMatch(one -> Math.abs(one - value) <= half);
    }
}
