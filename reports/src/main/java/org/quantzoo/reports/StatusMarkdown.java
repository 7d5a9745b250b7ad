package org.quantzoo.reports;

import java.util.Locale;
import java.util.Map;
import org.quantzoo.reproductions.checks.Measurement;
import org.quantzoo.reproductions.checks.Verdict;
import org.quantzoo.reproductions.papers.PaperTable;
import org.quantzoo.reproductions.papers.PaperTables;

/** The status page: a summary by table, the claims, then every number of every table. */
final class StatusMarkdown {

    private static final String INTRODUCTION =
            """
            # Paper against measurement

            Every number of every table of the three documents, and every claim taken from them.

            | status | meaning |
            | --- | --- |
            | reproduced | computed exactly, or measured under the paper's protocol, and within the stated tolerance |
            | within trend | measured at reduced scale; what can be compared at any scale agrees |
            | deviates | compared, and outside the stated tolerance |
            | open | measured, but at a reduced scale, which is named, or too few times to decide; the reason says which |
            | not run | not measured, for the stated reason |

            """;

    private final StringBuilder text = new StringBuilder(INTRODUCTION);
    private final PaperTables papers;
    private final Status status;

    private StatusMarkdown(PaperTables papers, Status status) {
        this.papers = papers;
        this.status = status;
    }

    static String of(PaperTables papers, Status status) {
        StatusMarkdown page = new StatusMarkdown(papers, status);
        page.summary();
        page.claims();
        papers.tables().forEach(page::table);
        return page.text.toString();
    }

    private void summary() {
        line("## Summary");
        line("");
        line("| table | numbers | reproduced | within trend | deviates | open | not run |");
        line("| --- | --- | --- | --- | --- | --- | --- |");
        for (PaperTable table : papers.tables()) {
            Map<Verdict, Long> counts = status.countsOfTable(table.id());
            row(
                    "[" + table.id() + "](#" + anchor(table) + ")",
                    counts.values().stream().mapToLong(Long::longValue).sum(),
                    counts.getOrDefault(Verdict.REPRODUCED, 0L),
                    counts.getOrDefault(Verdict.WITHIN_TREND, 0L),
                    counts.getOrDefault(Verdict.DEVIATES, 0L),
                    counts.getOrDefault(Verdict.OPEN, 0L),
                    counts.getOrDefault(Verdict.NOT_RUN, 0L));
        }
        line("");
    }

    private void claims() {
        line("## Claims");
        line("");
        line("| claim | statement | verdict | checks | found |");
        line("| --- | --- | --- | --- | --- |");
        for (ClaimStatus claim : status.claims()) {
            row(claim.claim().id(), claim.claim().claim(), claim.verdict().label(), claim.checks(), claim.reason());
        }
        line("");
    }

    private void table(PaperTable table) {
        line("## " + heading(table));
        line("");
        line("*" + table.source() + "*, " + table.number() + ": " + table.title() + ". " + cell(table.notes()));
        line("");
        line("| row | metric | paper | measured | scale | status | why |");
        line("| --- | --- | --- | --- | --- | --- | --- |");
        for (NumberStatus number : status.numbers()) {
            if (number.number().table().equals(table.id())) {
                row(
                        "`" + number.number().row() + "`",
                        number.number().label(),
                        decimal(number.number().value()),
                        measured(number.measured()),
                        number.scale(),
                        number.verdict().label(),
                        number.reason());
            }
        }
        line("");
    }

    private static String heading(PaperTable table) {
        return table.id();
    }

    /** The anchor that Markdown viewers give to {@link #heading}: lower case, without punctuation. */
    private static String anchor(PaperTable table) {
        return heading(table)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }

    private static String measured(Measurement measured) {
        if (measured == null) {
            return "";
        }
        return measured.standardDeviation() == null
                ? decimal(measured.mean())
                : decimal(measured.mean()) + " (sd " + decimal(measured.standardDeviation()) + ", n = " + measured.n()
                        + ")";
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private void row(Object... cells) {
        text.append('|');
        for (Object cell : cells) {
            text.append(' ').append(cell(String.valueOf(cell))).append(" |");
        }
        text.append('\n');
    }

    private static String cell(String content) {
        return content.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
