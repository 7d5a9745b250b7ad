package org.quantzoo.reproductions.checks;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.reproductions.runs.CommittedRuns;
import org.quantzoo.reproductions.runs.Experiment;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.runs.Trainer;
import org.quantzoo.reproductions.runs.TrainingProgress;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.analysis.TensorRow;
import org.quantzoo.zoo.models.NetworkCost;

/**
 * The runs behind the checks of trained cells: taken from the store, or trained where the store has none.
 *
 * <p>The scale is {@code -Dquantzoo.scale}, the seeds {@code -Dquantzoo.seeds} (separated by commas). Runs at smoke scale live in a folder of their own
 * that is thrown away, so that they always train with the code that is tested.
 */
final class TrainedRuns {

    private static final TrainedRuns CURRENT =
            new TrainedRuns(Scale.of(System.getProperty("quantzoo.scale", Scale.SMOKE.id())));
    private static final TrainedRuns EMBEDDED = CURRENT.scale == Scale.SMOKE ? CURRENT : new TrainedRuns(Scale.SMOKE);

    private final Scale scale;
    private final long[] seeds = Arrays.stream(
                    System.getProperty("quantzoo.seeds", "1").split(","))
            .mapToLong(seed -> Long.parseLong(seed.strip()))
            .toArray();
    private RunStore store;
    private ImageDataset dataset;

    private TrainedRuns(Scale scale) {
        this.scale = scale;
    }

    /** The runs of this build. */
    static TrainedRuns current() {
        return CURRENT;
    }

    /** Runs on the embedded images, for builds without real ones. */
    static TrainedRuns onEmbeddedImages() {
        return EMBEDDED;
    }

    /** Whether the scale needs real images and there are none. */
    synchronized boolean lackImages() {
        return scale != Scale.SMOKE && dataset().provenance().isGenerated();
    }

    Scale scale() {
        return scale;
    }

    long[] seeds() {
        return seeds.clone();
    }

    /** Whether runs at this scale follow the paper's protocol. */
    boolean followPaper() {
        return scale == Scale.PAPER;
    }

    /** Why numbers at this scale are not compared with the paper's. */
    String whyNotCompared() {
        return "measured at " + scale + " scale, which is not the paper's protocol";
    }

    /**
     * One record per seed.
     *
     * <p>Aborts the test, visibly, where the scale needs real images and there are none.
     */
    synchronized List<RunRecord> of(Cell cell) throws IOException {
        ImageDataset images = dataset();
        assumeFalse(
                scale != Scale.SMOKE && images.provenance().isGenerated(),
                () ->
                        "Not run: the cells of the paper need CIFAR-10, which is neither on disk nor could be downloaded; put"
                                + " it in the folder that -Dquantzoo.data names and run again");
        Trainer trainer = new Trainer(store(), TrainingProgress.NONE, command());
        List<RunRecord> records = new ArrayList<>();
        for (long seed : seeds) {
            records.add(
                    trainer.run(new Experiment(cell, scale, seed, Recipes.get().recipe(cell, scale), dataset())));
        }
        return records;
    }

    /**
     * The finished runs of a cell at this scale by today's recipe, one a seed, without training any: those of the store, then the recorded ones, in the
     * order of their seeds.
     */
    synchronized List<RunRecord> finished(Cell cell) throws IOException {
        Map<Long, RunRecord> bySeed = new TreeMap<>();
        for (RunStore runs : List.of(store(), CommittedRuns.STORE)) {
            runs.ofTodaysRecipe(cell, scale).stream()
                    .filter(run -> run.reaches(run.epochs()))
                    .forEach(run -> bySeed.putIfAbsent(run.seed(), run));
        }
        return List.copyOf(bySeed.values());
    }

    /**
     * A network after training, with its record.
     *
     * @param network as its last checkpoint has it
     * @param record of its run, which may have stopped before the recipe's last epoch
     */
    record Trained(ComputationGraph network, RunRecord record) {}

    /** The trained network of a cell, from this build or an earlier one; empty where no run or no checkpoint is left. */
    synchronized Optional<Trained> network(Cell cell, Scale at, long seed) throws IOException {
        Optional<RunRecord> run = trained(cell, at, seed);
        if (run.isEmpty()) {
            return Optional.empty();
        }
        return store().network(run.get()).map(network -> new Trained(network, run.get()));
    }

    /** Whether {@link #network} or {@link #recorded} has layers to show, without reading a checkpoint. */
    synchronized boolean hasLayers(Cell cell, Scale at, long seed) throws IOException {
        return trained(cell, at, seed).isPresent() || recorded(cell, at, seed).isPresent();
    }

    private Optional<RunRecord> trained(Cell cell, Scale at, long seed) throws IOException {
        RunStore runs = store();
        return runs.ofTodaysRecipe(cell, at).stream()
                .filter(run -> run.seed() == seed && run.status() != RunRecord.Status.DIVERGED)
                .filter(runs::hasCheckpoints)
                .findFirst();
    }

    /**
     * A run that was analysed layer by layer while it trained.
     *
     * @param record of the run
     * @param profile of its layers over the analysed epochs
     */
    record Analysed(RunRecord record, LayerProfile profile) {}

    /**
     * The analysed run of a cell, of the largest scale that has one: in the store, else among the recorded ones. Empty where none has, and in a smoke
     * build.
     */
    synchronized Optional<Analysed> analysed(Cell cell, long seed) throws IOException {
        if (scale == Scale.SMOKE) {
            return Optional.empty();
        }
        for (RunStore runs : List.of(store(), CommittedRuns.STORE)) {
            Optional<Analysed> found = runs.records(cell.id()).stream()
                    .filter(record -> record.seed() == seed && Recipes.get().followedBy(record, cell))
                    .sorted(Comparator.comparing(RunRecord::scale).reversed())
                    .flatMap(record -> runs.profile(record).map(profile -> new Analysed(record, profile)).stream())
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * A recorded run whose layers were analysed and kept with the record.
     *
     * @param record of the run
     * @param layers its tensors after its last epoch
     */
    record Recorded(RunRecord record, List<TensorRow> layers) {}

    /** The recorded run of a cell; empty where none was analysed, and in a smoke build. */
    Optional<Recorded> recorded(Cell cell, Scale at, long seed) {
        if (scale == Scale.SMOKE) {
            return Optional.empty();
        }
        return CommittedRuns.STORE.ofTodaysRecipe(cell, at).stream()
                .filter(record -> record.seed() == seed)
                .flatMap(record ->
                        CommittedRuns.STORE.tensors(record).map(layers -> new Recorded(record, layers)).stream())
                .findFirst();
    }

    /** All completed runs of this scale in the store. */
    synchronized List<RunRecord> completed() throws IOException {
        return store().records().stream()
                .filter(record -> record.scale() == scale && record.completed())
                .filter(record -> Cells.get()
                        .find(record.cell())
                        .filter(cell -> Recipes.get().followedBy(record, cell))
                        .isPresent())
                .toList();
    }

    /** Multiply-accumulates of a trained network's convolutions, for one image. */
    long convolutionMacs(RunRecord run) {
        ImageShape shape = images().shape();
        return NetworkCost.of(
                        Networks.of(run.network(), run.recipe(), shape, images().classes(), run.seed())
                                .conf(),
                        InputType.convolutional(shape.height(), shape.width(), shape.channels(), CNN2DFormat.NHWC))
                .convolutionMacs();
    }

    /** The images of this scale, the embedded ones where there are no real ones. */
    synchronized ImageDataset images() {
        return dataset();
    }

    /** What to type to get these runs again. */
    private String command() {
        return scale == Scale.SMOKE
                ? "mvn verify"
                : "mvn verify -Preproduce -Dquantzoo.scale=" + scale.id() + " -Dquantzoo.seeds="
                        + Arrays.stream(seeds).mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    private ImageDataset dataset() {
        if (dataset == null) {
            dataset = ImageDatasets.resolve(Recipes.get().dataset(scale));
        }
        return dataset;
    }

    private RunStore store() throws IOException {
        if (store == null) {
            store = scale == Scale.SMOKE
                    ? RunStore.at(Files.createTempDirectory(Files.createDirectories(Path.of("target")), "smoke-runs"))
                    : RunStore.atDefaultLocation();
        }
        return store;
    }
}
