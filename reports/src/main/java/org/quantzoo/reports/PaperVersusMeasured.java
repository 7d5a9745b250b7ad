package org.quantzoo.reports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.reproductions.checks.CheckOutcome;
import org.quantzoo.reproductions.checks.CheckOutcomes;
import org.quantzoo.reproductions.checks.Verdict;
import org.quantzoo.reproductions.papers.Claims;
import org.quantzoo.reproductions.papers.PaperTables;

/** Writes {@code paper-vs-measured.md} and {@code paper-vs-measured.csv} from the outcomes of the checks. */
public final class PaperVersusMeasured {

    /** Name of the page for readers. */
    public static final String MARKDOWN = "paper-vs-measured.md";

    /** Name of the same content for programs. */
    public static final String CSV = "paper-vs-measured.csv";

    private PaperVersusMeasured() {}

    /**
     * Writes both files and prints where they are.
     *
     * @param arguments the folder of check outcomes and the folder to write to
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Expected two arguments, the folder of check outcomes and the folder to write to; found "
                    + arguments.length + ".");
            System.exit(2);
        }
        Path target = Path.of(arguments[1]);
        List<CheckOutcome> outcomes = new CheckOutcomes(Path.of(arguments[0])).readAll();
        Status status = write(outcomes, target);
        for (Verdict verdict : Verdict.values()) {
            long numbers = status.numbers().stream()
                    .filter(number -> number.verdict() == verdict)
                    .count();
            long claims = status.claims().stream()
                    .filter(claim -> claim.verdict() == verdict)
                    .count();
            System.out.println(verdict.label() + ": " + numbers + " numbers, " + claims + " claims");
        }
        outcomes.stream()
                .filter(CheckOutcome::skipped)
                .forEach(check -> System.out.println("Skipped: " + check.title() + ": " + check.reason()));
        System.out.println("Every number: " + target.resolve(MARKDOWN).toAbsolutePath());
    }

    /** Writes both files into a folder, which need not exist. */
    static Status write(List<CheckOutcome> outcomes, Path folder) throws IOException {
        PaperTables papers = PaperTables.get();
        Status status = Status.of(papers, Claims.get(), NotRunReasons.get(), outcomes);
        AtomicFiles.write(
                folder.resolve(MARKDOWN), StatusMarkdown.of(papers, status).getBytes(StandardCharsets.UTF_8));
        AtomicFiles.write(folder.resolve(CSV), StatusCsv.of(status).getBytes(StandardCharsets.UTF_8));
        return status;
    }
}
