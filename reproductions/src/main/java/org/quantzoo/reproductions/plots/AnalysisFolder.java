package org.quantzoo.reproductions.plots;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.zoo.analysis.AnalysisJson;
import org.quantzoo.zoo.analysis.EpochAnalysis;
import org.quantzoo.zoo.analysis.ErrorAttribution;
import org.quantzoo.zoo.analysis.LayerwiseTable;

/** Writes analyses into a folder: one folder for each network with its CSV and JSON, and the figures that compare them beside. */
public final class AnalysisFolder {
    private final Path folder;
    private final List<Path> written = new ArrayList<>();

    /** For this folder, which need not exist yet; files of the same names are replaced. */
    public AnalysisFolder(Path folder) {
        this.folder = folder;
    }

    /** One network's numbers: {@code layers.csv}, {@code channels.csv}, {@code analysis.json}. */
    public void analysis(LabelledAnalysis network) throws IOException {
        Path own = folder.resolve(fileName(network.label()));
        text(own.resolve("layers.csv"), LayerwiseTable.layers(network.analysis()));
        text(own.resolve("channels.csv"), LayerwiseTable.channels(network.analysis()));
        text(own.resolve("analysis.json"), AnalysisJson.write(network.analysis()));
    }

    /** One network's attribution: {@code attribution.csv}, {@code .json}, {@code .png} and {@code .svg}. */
    public void attribution(String label, ErrorAttribution attribution) throws IOException {
        Path own = folder.resolve(fileName(label));
        text(own.resolve("attribution.csv"), LayerwiseTable.attribution(attribution));
        text(own.resolve("attribution.json"), AnalysisJson.write(attribution));
        figure(
                own.resolve("attribution"),
                AttributionFigure.of(label, attribution).figure());
    }

    /** One network over training: {@code epochs.csv}, {@code epochs.png} and {@code epochs.svg}. */
    public void epochs(String label, List<EpochAnalysis> history) throws IOException {
        Path own = folder.resolve(fileName(label));
        text(own.resolve("epochs.csv"), LayerwiseTable.epochs(history));
        figure(
                own.resolve("epochs"),
                EpochFigure.of(label, LayerProfile.of(history)).figure());
    }

    /** The figures of all networks together. */
    public void figures(List<LabelledAnalysis> networks) throws IOException {
        LayerwiseFigures figures = LayerwiseFigures.of(networks.stream()
                .map(network -> LabelledLayers.of(network.label(), network.analysis()))
                .toList());
        figure(folder.resolve("range-and-precision"), figures.rangeAndPrecision());
        figure(folder.resolve("error-and-distribution"), figures.errorAndDistribution());
        figure(folder.resolve("overlay"), figures.overlay());
    }

    /** Everything written so far. */
    public List<Path> written() {
        return List.copyOf(written);
    }

    private void figure(Path base, Figure figure) throws IOException {
        bytes(base.resolveSibling(base.getFileName() + ".png"), figure.png());
        bytes(base.resolveSibling(base.getFileName() + ".svg"), figure.svg());
    }

    private void text(Path file, String content) throws IOException {
        bytes(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(Path file, byte[] content) throws IOException {
        AtomicFiles.write(file, content);
        written.add(file);
    }

    /** A label as a folder's name. */
    static String fileName(String label) {
        return label.replaceAll("[^A-Za-z0-9._-]+", "_");
    }
}
