package org.quantzoo.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.reproductions.checks.CellOutcome;
import org.quantzoo.reproductions.checks.CheckOutcome;
import org.quantzoo.reproductions.checks.Measurement;
import org.quantzoo.reproductions.checks.Verdict;
import org.quantzoo.reproductions.papers.Claims;
import org.quantzoo.reproductions.papers.PaperTables;

class PaperVersusMeasuredTests {

    private static final String ROW = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";

    @TempDir
    Path folder;

    @Test
    void every_number_of_the_source_file_has_exactly_one_line_in_the_csv() throws IOException {
        PaperVersusMeasured.write(List.of(), folder);
        List<String> lines = Files.readAllLines(folder.resolve(PaperVersusMeasured.CSV));
        List<String> found = lines.subList(1, lines.size()).stream()
                .map(line -> line.split(",", 4))
                .map(fields -> fields[0] + "/" + fields[1] + "#" + fields[2])
                .toList();
        List<String> expected = numbersOfTheSourceFile();
        assertThat(expected).hasSizeGreaterThan(1000);
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected).doesNotHaveDuplicates();
    }

    @Test
    void every_number_and_every_claim_has_exactly_one_line_in_the_page() throws IOException {
        Status status = PaperVersusMeasured.write(List.of(), folder);
        List<String> lines = Files.readAllLines(folder.resolve(PaperVersusMeasured.MARKDOWN));
        String table = "";
        List<String> numbers = new ArrayList<>();
        List<String> claims = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("## ")) {
                table = line.substring(3);
            } else if (line.startsWith("| `")) {
                String[] cells = line.split(" \\| ");
                numbers.add(table + "/" + cells[0].substring(3, cells[0].length() - 1) + "#" + cells[1]);
            } else if (table.equals("Claims") && line.matches("\\| [A-Z]+-.*")) {
                claims.add(line.substring(2, line.indexOf(' ', 2)));
            }
        }
        assertThat(numbers).containsExactlyInAnyOrderElementsOf(numbersOfTheSourceFile());
        assertThat(claims)
                .containsExactlyElementsOf(
                        Claims.get().all().stream().map(claim -> claim.id()).toList());
        assertThat(status.claims())
                .allSatisfy(claim -> assertThat(claim.reason()).isNotBlank());
    }

    @Test
    void an_outcome_fills_its_number_and_its_claim_and_no_other() throws IOException {
        CellOutcome cell = new CellOutcome(
                ROW, "fp32_accuracy", new Measurement(41.2345, 1.5, 3), Verdict.OPEN, "quick scale, not comparable");
        CheckOutcome check = new CheckOutcome(
                "one",
                "a check",
                List.of("SP-12"),
                List.of(cell),
                Verdict.WITHIN_TREND,
                false,
                "trains",
                "quick",
                List.of(1L, 2L, 3L));
        Status status = PaperVersusMeasured.write(List.of(check), folder);
        assertThat(Files.readAllLines(folder.resolve(PaperVersusMeasured.CSV)))
                .filteredOn(line -> line.contains("41.2345"))
                .singleElement()
                .asString()
                .startsWith("starting-positions/table1,DWS_Conv_With_BN_HeNorm,fp32_accuracy,")
                .contains("open,41.234500,1.500000,3,quick,1 2 3,")
                .endsWith("\"quick scale, not comparable\"");
        assertThat(status.claims())
                .filteredOn(claim -> claim.verdict() == Verdict.WITHIN_TREND)
                .extracting(claim -> claim.claim().id())
                .containsExactly("SP-12");
    }

    @Test
    void a_comparison_is_told_before_a_number_that_only_stands_beside() throws IOException {
        Measurement measured = Measurement.of(10);
        assertThat(told(
                        check("a", "quick", new CellOutcome(ROW, "qce", measured, Verdict.OPEN, "")),
                        check("b", "paper", new CellOutcome(ROW, "qce", measured, Verdict.DEVIATES, ""))))
                .extracting(NumberStatus::verdict, NumberStatus::scale)
                .containsExactly(Verdict.DEVIATES, "paper");
    }

    @Test
    void a_number_over_several_runs_is_told_before_one_of_a_single_run() throws IOException {
        Measurement several = Measurement.over(10, 11, 12);
        assertThat(told(
                        check("a", "quick", new CellOutcome(ROW, "qce", Measurement.of(10), Verdict.OPEN, "")),
                        check("b", "quick", new CellOutcome(ROW, "qce", several, Verdict.OPEN, ""))))
                .extracting(NumberStatus::measured)
                .isEqualTo(several);
    }

    @Test
    void a_network_that_did_not_train_is_open_and_says_why() throws IOException {
        assertThat(told(check("a", "quick", new CellOutcome(ROW, "qce", null, Verdict.OPEN, "the loss is NaN"))))
                .extracting(NumberStatus::verdict, NumberStatus::measured, NumberStatus::reason)
                .containsExactly(Verdict.OPEN, null, "the loss is NaN");
    }

    private static CheckOutcome check(String id, String scale, CellOutcome cell) {
        return new CheckOutcome(id, id, List.of(), List.of(cell), cell.verdict(), false, "", scale, List.of());
    }

    /** The status of the one number that some check speaks about. */
    private NumberStatus told(CheckOutcome... checks) throws IOException {
        return PaperVersusMeasured.write(List.of(checks), folder).numbers().stream()
                .filter(number -> number.verdict() != Verdict.NOT_RUN)
                .reduce((first, second) -> {
                    throw new AssertionError("Two numbers: " + first + " and " + second);
                })
                .orElseThrow();
    }

    @Test
    void a_claim_is_as_good_as_its_worst_check() throws IOException {
        CheckOutcome good = new CheckOutcome(
                "a", "good", List.of("TH-20"), List.of(), Verdict.REPRODUCED, false, "", "exact", List.of());
        CheckOutcome bad = new CheckOutcome(
                "b", "bad", List.of("TH-20"), List.of(), Verdict.DEVIATES, false, "off by one", "exact", List.of());
        Status status = PaperVersusMeasured.write(List.of(good, bad), folder);
        assertThat(status.claims())
                .filteredOn(claim -> claim.claim().id().equals("TH-20"))
                .singleElement()
                .satisfies(claim -> {
                    assertThat(claim.verdict()).isEqualTo(Verdict.DEVIATES);
                    assertThat(claim.reason()).isEqualTo("bad: off by one");
                });
    }

    @Test
    void the_same_outcomes_give_the_same_bytes() throws IOException {
        PaperVersusMeasured.write(List.of(), folder.resolve("first"));
        PaperVersusMeasured.write(List.of(), folder.resolve("second"));
        for (String name : List.of(PaperVersusMeasured.CSV, PaperVersusMeasured.MARKDOWN)) {
            assertThat(folder.resolve("first").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("second").resolve(name));
        }
    }

    @Test
    void reasons_name_existing_tables_and_claims_only() {
        NotRunReasons reasons = NotRunReasons.get();
        assertThat(reasons.tables().keySet())
                .isSubsetOf(PaperTables.get().tables().stream()
                        .map(table -> table.id())
                        .toList());
        assertThat(reasons.claims().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Claims.get().all().stream().map(claim -> claim.id()).toList());
    }

    /** All numbers below "values", found without the records that the page is made from. */
    private static List<String> numbersOfTheSourceFile() throws IOException {
        List<String> numbers = new ArrayList<>();
        try (InputStream in = PaperTables.class.getResourceAsStream("paper-tables.json")) {
            JsonNode entries = new ObjectMapper().readTree(in).path("entries");
            for (Map.Entry<String, JsonNode> entry : entries.properties()) {
                for (Map.Entry<String, JsonNode> value :
                        entry.getValue().path("values").properties()) {
                    String id = entry.getKey() + "#" + value.getKey();
                    if (value.getValue().isNumber()) {
                        numbers.add(id);
                    } else if (value.getValue().isObject()) {
                        numbers.add(id);
                        numbers.add(String.format(Locale.ROOT, "%s (sd)", id));
                    }
                }
            }
        }
        return numbers;
    }
}
