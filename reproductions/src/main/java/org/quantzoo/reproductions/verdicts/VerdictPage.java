package org.quantzoo.reproductions.verdicts;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.statistics.HolmCorrection;

/**
 * The verdicts on the runs of a store as Markdown tables: a line for each claim, then one for each statistic, the readings of the scope, and the fifth
 * epoch of the papers' protocol.
 */
public final class VerdictPage {
    private static final String BEGIN = "<!-- verdicts: written by reproduce verdicts --update -->\n";
    private static final String END = "<!-- end of verdicts -->";

    private static final double SIGNIFICANT = 0.05;

    private final StringBuilder text = new StringBuilder();

    private VerdictPage() {}

    /** The tables, ending in a newline. */
    public static String of(RunStore store) {
        List<ClaimVerdict> verdicts = Verdicts.of(store);
        VerdictPage page = new VerdictPage();
        page.counts(verdicts);
        page.corrected("printed numbers", verdicts, ClaimVerdict::printed);
        page.corrected("our runs", verdicts, ClaimVerdict::measured);
        page.scales(Evidence.recorded(store));
        page.summary(verdicts);
        page.statistics(verdicts);
        page.readings(Verdicts.scopeReadings(store));
        page.fifthEpochs(FifthEpoch.of(store));
        return page.text.toString();
    }

    /**
     * A document with these tables in place of those between its marks.
     *
     * @throws IllegalArgumentException where it has no marks
     */
    public static String insertInto(String document, RunStore store) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("Expected a document with the lines '" + BEGIN.strip() + "' and '" + END
                    + "', found none or in another order; add them where the tables belong.");
        }
        return document.substring(0, begin + BEGIN.length()) + "\n" + of(store) + "\n" + document.substring(end);
    }

    private void counts(List<ClaimVerdict> verdicts) {
        line("Of " + verdicts.size() + " claims, the documents' own numbers: "
                + counted(verdicts, ClaimVerdict::ofPrinted) + ".");
        line("Our runs: " + counted(verdicts, ClaimVerdict::ofMeasured) + ".");
        line("");
    }

    /** How many of the tests stand when all are taken as one family. */
    private void corrected(
            String evidence, List<ClaimVerdict> verdicts, Function<ClaimVerdict, List<Finding>> findings) {
        List<Finding> tested = verdicts.stream()
                .flatMap(verdict -> findings.apply(verdict).stream())
                .filter(finding -> finding.estimate() != null
                        && !Double.isNaN(finding.estimate().pValue()))
                .toList();
        if (tested.isEmpty()) {
            return;
        }
        double[] raw = tested.stream()
                .mapToDouble(finding -> finding.estimate().pValue())
                .toArray();
        double[] adjusted = HolmCorrection.adjust(raw);
        String standing = IntStream.range(0, raw.length)
                .filter(i -> adjusted[i] < SIGNIFICANT)
                .mapToObj(i -> tested.get(i).claim())
                .distinct()
                .collect(joining(", "));
        line("Of the " + raw.length + " p values of " + evidence + ", those below " + SIGNIFICANT + ": "
                + Arrays.stream(raw).filter(p -> p < SIGNIFICANT).count()
                + "; after Holm's correction for all of them: "
                + Arrays.stream(adjusted).filter(p -> p < SIGNIFICANT).count()
                + (standing.isEmpty() ? "." : " (" + standing + ")."));
        line("");
    }

    private void scales(List<Evidence> recorded) {
        for (Evidence evidence : recorded) {
            double[] minutes = evidence.minutes();
            line("* " + evidence.label() + "; " + evidence.results().size() + " runs"
                    + (minutes.length == 0
                            ? ""
                            : ", half of them in at most " + Numbers.text(StatUtils.percentile(minutes, 50))
                                    + " minutes, one after another " + Numbers.text(StatUtils.sum(minutes) / 60)
                                    + " hours"));
        }
        line("");
    }

    private static String counted(List<ClaimVerdict> verdicts, Function<ClaimVerdict, Ruling> ruling) {
        Map<Ruling, Long> counts =
                verdicts.stream().collect(groupingBy(ruling, () -> new EnumMap<>(Ruling.class), counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().label())
                .collect(joining(", "));
    }

    private void summary(List<ClaimVerdict> verdicts) {
        row("claim", "statement", "printed numbers", "our runs");
        row("---", "---", "---", "---");
        for (ClaimVerdict verdict : verdicts) {
            row(
                    verdict.claim().id(),
                    verdict.claim().claim(),
                    verdict.ofPrinted().label(),
                    verdict.ofMeasured().label());
        }
        line("");
    }

    private void statistics(List<ClaimVerdict> verdicts) {
        row("claim", "statistic", "claimed", "printed numbers", "our runs", "noise of one run");
        row("---", "---", "---", "---", "---", "---");
        for (ClaimVerdict verdict : verdicts) {
            for (int i = 0; i < verdict.printed().size(); i++) {
                Finding printed = verdict.printed().get(i);
                Finding measured = verdict.measured().get(i);
                row(
                        verdict.claim().id(),
                        (printed.part().isEmpty() ? "" : "*" + printed.part() + "*: ") + printed.statistic(),
                        printed.claimed(),
                        told(printed, ""),
                        told(
                                measured,
                                measured.runs() == 0
                                        ? ""
                                        : " (" + measured.evidence() + "; " + measured.runs()
                                                + (measured.runs() == 1 ? " run)" : " runs)")),
                        noise(printed, measured));
            }
        }
    }

    private void readings(List<ScopeReading> readings) {
        line("");
        line(
                "Spread of fp32 accuracy between the twelve initialisers, points, by which convolutions take the tested one:");
        line("");
        row("reading", "evidence", "DWS_Conv_With_BN", "Regular_Conv_With_BN", "ratio");
        row("---", "---", "---", "---", "---");
        for (ScopeReading reading : readings) {
            row(
                    reading.reading(),
                    reading.evidence(),
                    Numbers.text(reading.depthwise()),
                    Numbers.text(reading.regular()),
                    Numbers.interval(reading.ratio()));
        }
    }

    private void fifthEpochs(List<FifthEpoch> numbers) {
        line("");
        line(
                "After five epochs of the unchanged protocol of the papers (thesis, Tables 4.3 and 4.4), printed and measured:");
        line("");
        row("network", "metric", "printed", "our runs");
        row("---", "---", "---", "---");
        for (FifthEpoch number : numbers) {
            row(number.network(), number.metric(), Numbers.text(number.printed()), number.measuredInWords());
        }
    }

    private static String told(Finding finding, String source) {
        return "**" + finding.ruling().label() + "** " + finding.inWords() + source;
    }

    private static String noise(Finding printed, Finding measured) {
        return Stream.of(
                        printed.noise().isEmpty() ? "" : "printed: " + printed.noise(),
                        measured.noise().isEmpty() ? "" : "ours: " + measured.noise())
                .filter(text -> !text.isEmpty())
                .collect(joining("; "));
    }

    private void row(String... cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(' ').append(cell.replace("|", "\\|")).append(" |");
        }
        text.append('\n');
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
