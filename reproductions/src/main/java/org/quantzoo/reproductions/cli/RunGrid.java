package org.quantzoo.reproductions.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.reproductions.grid.Grid;
import org.quantzoo.reproductions.grid.GridJob;
import org.quantzoo.reproductions.grid.GridRunner;
import org.quantzoo.reproductions.grid.JobOutcome;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.papers.Suggestions;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "grid",
        description = {
            "Runs many cells, one process each, several at a time, cheapest first.",
            "What is finished is not run again, so a grid that was killed goes on with the same command. A run that"
                    + " fails is recorded as failed and the others go on."
        })
final class RunGrid implements Callable<Integer> {
    /** What one process needs at the least, heap and native memory, at the papers' widths. */
    private static final long BYTES_PER_PROCESS = 4L << 30;

    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--scale",
            defaultValue = "quick",
            description = "smoke, quick (default) or paper; zoo for the zoo's own cells.")
    private String scale;

    @Option(
            names = "--study",
            paramLabel = "STUDY",
            description = "Only cells of this study, for example starting-positions/table1; may be repeated.")
    private List<String> studies = List.of();

    @Option(names = "--cell", paramLabel = "CELL", description = "Only this cell; may be repeated.")
    private List<String> cells = List.of();

    @Option(names = "--seeds", defaultValue = "1", split = ",", description = "One or more seeds; default 1.")
    private List<Long> seeds;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Processes at a time; default: one for each processor, if each can have 4 GB of memory.")
    private Integer jobs;

    @Mixin
    private ImagesOption dataset;

    @Option(
            names = "--stop-after",
            paramLabel = "EPOCH",
            description = "Run only the first epochs of each recipe and record them.")
    private Integer stopAfter;

    @Option(names = "--analyze", description = "Analyse each network layer by layer after every epoch, as run does.")
    private boolean analyze;

    @Option(names = "--retry-failed", description = "Try runs again that failed in an earlier grid.")
    private boolean retryFailed;

    @Option(names = "--dry-run", description = "List the runs and what is known of them, and start nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        Scale chosen = Scale.of(scale);
        PrintWriter out = spec.commandLine().getOut();
        // Resolved here once, so that a missing data set is one message and not one for each run.
        ImageDataset images = dataset.resolve(chosen, out);
        List<GridJob> grid = Grid.of(
                chosenCells(chosen),
                chosen,
                seeds,
                images,
                stopAfter == null ? OptionalInt.empty() : OptionalInt.of(stopAfter));
        RunStore store = reproduce.store();
        int atATime = Math.max(1, Math.min(jobs == null ? processesThatFit() : jobs, grid.size()));
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / atATime);
        // A fifth is left to everything else: without a limit of its own, one process takes what the others need.
        long bytes = memory() / 5 * 4 / atATime;
        if (dryRun) {
            double total = grid.stream().mapToDouble(GridJob::cost).sum();
            out.println("Share of the grid's time, roughly:");
            grid.forEach(job -> out.println(
                    String.format(Locale.ROOT, "%5.1f %%  %s", 100 * job.cost() / total, job + known(store, job))));
            out.println(grid.size() + " runs, " + atATime + " at a time with " + threads + " threads each");
            return 0;
        }
        out.println(grid.size() + " runs at " + chosen + " scale on " + images.name() + ", " + atATime
                + " at a time with " + threads + " threads each; records in " + store.root());
        Instant start = Instant.now();
        Map<GridJob, JobOutcome> outcomes = new GridRunner(
                        store,
                        new CellProcess(store.root(), dataset.name(chosen), threads, bytes, analyze),
                        atATime,
                        retryFailed,
                        new GridDisplay(out, grid))
                .run(grid);
        return summary(out, outcomes, Duration.between(start, Instant.now()));
    }

    private List<Cell> chosenCells(Scale chosen) {
        List<Cell> ofStudies = studies.stream().flatMap(this::cellsOf).toList();
        List<Cell> single = cells.stream().map(Cells.get()::cell).toList();
        if (studies.isEmpty() && cells.isEmpty()) {
            return Cells.get().all().stream()
                    .filter(cell -> Recipes.get().has(cell, chosen) && !isFineTuned(cell, chosen))
                    .toList();
        }
        List<Cell> wanted =
                Stream.concat(ofStudies.stream(), single.stream()).distinct().toList();
        wanted.stream().filter(cell -> isFineTuned(cell, chosen)).findFirst().ifPresent(cell -> {
            throw new IllegalArgumentException("Cell " + cell.id() + " begins with the result of another, which a grid"
                    + " does not wait for; run it alone: reproduce run " + cell.id());
        });
        return wanted;
    }

    private static boolean isFineTuned(Cell cell, Scale chosen) {
        return Recipes.get().recipe(cell, chosen).quantizationAware().isPresent();
    }

    private Stream<Cell> cellsOf(String study) {
        String id = PaperTables.get().canonical(study);
        if (!Cells.get().studies().contains(id)) {
            throw new NoSuchElementException(
                    Suggestions.unknown("study", study, Cells.get().studies()));
        }
        return Cells.get().ofStudy(id).stream();
    }

    private static String known(RunStore store, GridJob job) {
        return store.find(job.key())
                .filter(record -> record.reaches(job.epochs()))
                .map(record -> "  " + ResultText.of(record))
                .orElse("");
    }

    private static int processesThatFit() {
        return (int) Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), memory() / BYTES_PER_PROCESS));
    }

    /** Bytes of this machine, if this Java tells. */
    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    private static int summary(PrintWriter out, Map<GridJob, JobOutcome> outcomes, Duration elapsed) {
        int completed = 0;
        int diverged = 0;
        int failed = 0;
        int open = 0;
        for (Map.Entry<GridJob, JobOutcome> entry : outcomes.entrySet()) {
            JobOutcome outcome = entry.getValue();
            if (outcome instanceof JobOutcome.Recorded recorded) {
                boolean lost = recorded.record().status() == RunRecord.Status.DIVERGED;
                diverged += lost ? 1 : 0;
                completed += lost ? 0 : 1;
            } else if (outcome instanceof JobOutcome.Failed) {
                failed++;
                out.println(entry.getKey() + " " + outcome.inWords());
            } else {
                open++;
                out.println(entry.getKey() + " " + outcome.inWords());
            }
        }
        out.println(completed + " completed, " + diverged + " diverged, " + failed + " failed, " + open
                + " left open, in " + GridDisplay.time(elapsed));
        return failed + open > 0 ? Reproduce.FAILURE : diverged > 0 ? Reproduce.DIVERGED : 0;
    }
}
