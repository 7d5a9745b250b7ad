package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.reproductions.plots.AnalysisFolder;
import org.quantzoo.reproductions.plots.LabelledAnalysis;
import org.quantzoo.reproductions.plots.LayerwiseFigures;
import org.quantzoo.reproductions.runs.AnalysisHistory;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.SampleBatches;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.analysis.EpochAnalysis;
import org.quantzoo.zoo.analysis.ErrorAttribution;
import org.quantzoo.zoo.analysis.LayerwiseAnalyzer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.pretrained.SavedNetworks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "analyze",
        description = {
            "Measures networks layer by layer and draws them together: ranges, average precisions, quantization errors,"
                    + " distributions.",
            "Writes CSV, JSON, PNG and SVG files."
        })
final class Analyze implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "CELL|MODEL.zip",
            description = "Cells with a finished run, or saved networks; at most five.")
    private List<String> networks;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to write to.")
    private Path out;

    @Option(names = "--scale", defaultValue = "quick", description = "Of the cells' runs; quick is the default.")
    private String scale;

    @Option(names = "--seed", defaultValue = "1", description = "Of the cells' runs; default 1.")
    private long seed;

    @Option(
            names = "--untrained",
            description = "Analyse the cells' initial networks at the scale's width, which needs no run.")
    private boolean untrained;

    @Option(
            names = "--images",
            defaultValue = "1024",
            paramLabel = "N",
            description = "Training images behind the activations; default 1024, as in the thesis.")
    private int images;

    @Option(
            names = "--attribution",
            description = "Also evaluate each network with one layer quantized at a time, on the test images.")
    private boolean attribution;

    @Option(
            names = "--test-images",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Test images behind the attribution; default 1000.")
    private int testImages;

    @Mixin
    private ImagesOption dataset;

    /** A network to analyse. */
    private record Subject(String label, ComputationGraph network, List<EpochAnalysis> history) {}

    @Override
    public Integer call() throws IOException {
        if (networks.size() > LayerwiseFigures.MOST_NETWORKS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A figure compares at most " + LayerwiseFigures.MOST_NETWORKS + " networks, found "
                            + networks.size() + "; analyse them in several commands.");
        }
        Scale chosen = Scale.of(scale);
        PrintWriter print = spec.commandLine().getOut();
        ImageDataset data = dataset.resolve(chosen, print);
        // All are found before the first is analysed, so that a typing mistake costs no time.
        List<Subject> subjects = new ArrayList<>();
        for (String network : networks) {
            subjects.add(
                    network.endsWith(".zip")
                            ? saved(Path.of(network))
                            : ofCell(Cells.get().cell(network), chosen, data));
        }
        List<INDArray> samples = SampleBatches.training(data, images, seed);
        AnalysisFolder folder = new AnalysisFolder(out);
        List<LabelledAnalysis> analyses = new ArrayList<>();
        for (Subject subject : subjects) {
            LabelledAnalysis analysis = new LabelledAnalysis(
                    subject.label(), LayerwiseAnalyzer.quint8().analyze(subject.network(), samples));
            analyses.add(analysis);
            folder.analysis(analysis);
            if (!subject.history().isEmpty()) {
                folder.epochs(subject.label(), subject.history());
            }
            if (attribution) {
                folder.attribution(
                        subject.label(),
                        ErrorAttribution.of(
                                subject.network(),
                                QuantizationScheme.quint8(),
                                samples,
                                SampleBatches.test(data, testImages)));
            }
            print.println("Analysed " + subject.label() + ": "
                    + analysis.analysis().layers().size() + " layers, "
                    + analysis.analysis().samples() + " images of " + data.name());
        }
        folder.figures(analyses);
        folder.written().forEach(file -> print.println(file.toAbsolutePath()));
        return 0;
    }

    private Subject saved(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchElementException("There is no file " + file
                    + "; name a network saved by a run or with DL4J's" + " ModelSerializer, or a cell.");
        }
        String name = file.getFileName().toString();
        return new Subject(name.substring(0, name.length() - ".zip".length()), SavedNetworks.restore(file), List.of());
    }

    private Subject ofCell(Cell cell, Scale chosen, ImageDataset data) throws IOException {
        if (untrained) {
            return new Subject(
                    cell.name() + " (untrained)",
                    Networks.of(cell.network(), Recipes.get().recipe(cell, chosen), data.shape(), data.classes(), seed)
                            .init(),
                    List.of());
        }
        RunStore store = reproduce.store();
        RunRecord record = store.latest(cell.id(), chosen, seed, run -> true)
                .orElseThrow(() -> new NoSuchElementException("There is no finished run of " + cell.id() + " at "
                        + chosen + " scale with seed " + seed + " in " + store.root()
                        + "; make one with: reproduce run "
                        + cell.id() + " --scale " + chosen + " --seed " + seed
                        + ", or analyse the initial network with --untrained."));
        Optional<ComputationGraph> network = store.network(record);
        return new Subject(
                cell.name(),
                network.orElseThrow(() -> new NoSuchElementException("The run " + record.key() + " has a record in "
                        + store.root() + " but no intact checkpoint; run its cell in another store with --runs.")),
                AnalysisHistory.of(store, record.key()).read());
    }
}
