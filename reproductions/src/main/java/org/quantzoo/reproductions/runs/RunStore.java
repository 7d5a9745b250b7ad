package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.zoo.analysis.EpochAnalysis;
import org.quantzoo.zoo.analysis.LayerwiseTable;
import org.quantzoo.zoo.analysis.TensorRow;

/**
 * The folder with all runs: one folder per {@link RunKey}, each with its log, checkpoints and, once finished, its record.
 *
 * <p>It is {@code -Dquantzoo.runs}, else {@code QUANTZOO_RUNS}, else {@code ~/.quantzoo/runs}.
 */
public final class RunStore {
    static final String RECORD = "record.json";
    private static final String TENSORS = "layers.csv";

    private final Path root;

    private RunStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** The store of this user. */
    public static RunStore atDefaultLocation() {
        String configured = System.getProperty("quantzoo.runs", System.getenv("QUANTZOO_RUNS"));
        return at(
                configured == null || configured.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".quantzoo", "runs")
                        : Path.of(configured));
    }

    /** A store in this folder, which need not exist yet. */
    public static RunStore at(Path root) {
        return new RunStore(root);
    }

    /** The folder of the store. */
    public Path root() {
        return root;
    }

    /** The folder of a run, which need not exist yet. */
    public Path folder(RunKey key) {
        return root.resolve(key.path());
    }

    /** The absolute path of the file that holds a record of this store. */
    public Path file(RunRecord record) {
        return root.resolve(record.record());
    }

    /** The records of a cell at a scale that followed the recipe of today; a store that is kept for long has others. */
    public List<RunRecord> ofTodaysRecipe(Cell cell, Scale scale) {
        return records(cell.id(), scale).stream()
                .filter(record -> Recipes.get().followedBy(record, cell))
                .toList();
    }

    /** The record of a finished run. */
    public Optional<RunRecord> find(RunKey key) {
        Path file = folder(key).resolve(RECORD);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /**
     * The trained network of a run, verified against its record.
     *
     * @return empty where no intact checkpoint holds it, as in a folder of exported records
     */
    public Optional<ComputationGraph> network(RunRecord record) throws IOException {
        return Checkpoints.restore(folder(record.key()).resolve(Checkpoints.FOLDER), record.paramsHash());
    }

    /**
     * The trained network of a run that has to be there.
     *
     * @throws IOException if no intact checkpoint is left of it
     */
    public ComputationGraph requiredNetwork(RunRecord record) throws IOException {
        return network(record)
                .orElseThrow(() -> new IOException("No intact checkpoint of run " + record.key()
                        + " holds the parameters of its record; delete its folder and run the cell again."));
    }

    /** Whether checkpoints of a run are there, damaged ones included; exported records have none. */
    public boolean hasCheckpoints(RunRecord record) {
        return Files.isDirectory(folder(record.key()).resolve(Checkpoints.FOLDER));
    }

    /** The ranges and precisions of a run's layers over training; empty where the run was not analysed. */
    public Optional<LayerProfile> profile(RunRecord record) {
        Path exported = folder(record.key()).resolve(LayerProfile.FILE);
        return readAnalysis(record, () -> {
            if (Files.exists(exported)) {
                return Optional.of(LayerProfile.read(exported));
            }
            List<EpochAnalysis> history = AnalysisHistory.of(this, record.key()).read();
            return history.isEmpty() ? Optional.empty() : Optional.of(LayerProfile.of(history));
        });
    }

    /** The tensors of a run's layers after its last epoch; empty where the run was not analysed. */
    public Optional<List<TensorRow>> tensors(RunRecord record) {
        Path exported = folder(record.key()).resolve(TENSORS);
        return readAnalysis(record, () -> {
            if (Files.exists(exported)) {
                return Optional.of(LayerwiseTable.parseLayers(Files.readString(exported)));
            }
            return AnalysisHistory.of(this, record.key()).last().map(last -> LayerwiseTable.rows(last.analysis()));
        });
    }

    private interface AnalysisReader<T> {
        Optional<T> read() throws IOException;
    }

    private static <T> Optional<T> readAnalysis(RunRecord record, AnalysisReader<T> reader) {
        try {
            return reader.read();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The layers of run " + record.key() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The records of all finished runs, ordered by cell, scale and seed. */
    public List<RunRecord> records() {
        return recordsBelow(root);
    }

    /** The records of all finished runs of a cell, at every scale. */
    public List<RunRecord> records(String cell) {
        return recordsBelow(root.resolve(cell)).stream()
                .filter(record -> record.cell().equals(cell))
                .toList();
    }

    /** The records of all finished runs of a cell at a scale. */
    public List<RunRecord> records(String cell, Scale scale) {
        return records(cell).stream().filter(record -> record.scale() == scale).toList();
    }

    /**
     * Of the finished runs of a cell, the one that was finished last: a store that is kept for long has runs of earlier recipes.
     *
     * @param wanted which runs may be taken
     */
    public Optional<RunRecord> latest(String cell, Scale scale, long seed, Predicate<RunRecord> wanted) {
        return records(cell, scale).stream()
                .filter(run -> run.seed() == seed)
                .filter(wanted)
                .max(Comparator.comparing(run -> run.provenance().finished()));
    }

    /**
     * Opens the folder of a run for writing; no other process can until it is closed.
     *
     * @throws RunInUseException where another process, or this one, has it open
     */
    public RunFolder open(RunKey key) throws IOException {
        return RunFolder.open(key, folder(key));
    }

    /**
     * Writes a record to its final name.
     *
     * @param folder the open folder of the run
     */
    void publish(RunFolder folder, RunRecord record) throws IOException {
        write(folder.path().resolve(RECORD), Json.pretty(record));
    }

    /** The path of a run's record as the record itself states it. */
    static String recordPath(RunKey key) {
        return key.path().resolve(RECORD).toString().replace('\\', '/');
    }

    /**
     * Copies the records of finished runs, and the layers of those that were analysed ({@code layers.csv} after the last epoch, {@code profile.csv}
     * over training), without checkpoints, to a folder that can be kept under version control.
     *
     * @return the number of records written
     */
    public int export(Path target, Scale scale) throws IOException {
        int count = 0;
        for (RunRecord record : records()) {
            if (record.scale() == scale) {
                Path file = target.resolve(record.record());
                write(file, Json.pretty(record));
                Optional<LayerProfile> profile = profile(record);
                if (profile.isPresent()) {
                    write(file.resolveSibling(LayerProfile.FILE), profile.get().csv());
                    write(
                            file.resolveSibling(TENSORS),
                            LayerwiseTable.layers(tensors(record).orElseThrow()));
                }
                count++;
            }
        }
        return count;
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<RunRecord> recordsBelow(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().equals(RECORD))
                    .map(RunStore::read)
                    .sorted(Comparator.comparing(RunRecord::cell)
                            .thenComparing(RunRecord::scale)
                            .thenComparingLong(RunRecord::seed)
                            .thenComparing(RunRecord::recipeHash))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The runs in " + folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Reads one record file. */
    public static RunRecord read(Path file) {
        try {
            return Json.mapper().readValue(file.toFile(), RunRecord.class);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The run record " + file
                            + " is not the JSON of a run record; delete the file and run its cell again.",
                    e);
        }
    }
}
