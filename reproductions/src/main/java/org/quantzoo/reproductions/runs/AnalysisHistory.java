package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.zoo.analysis.AnalysisJson;
import org.quantzoo.zoo.analysis.EpochAnalysis;
import org.quantzoo.zoo.analysis.LayerwiseAnalyzer;
import org.quantzoo.zoo.analysis.LayerwiseListener;

/** The layerwise analyses of a run's epochs, one file for each in the run's folder, so that a resumed run keeps the earlier ones. */
public final class AnalysisHistory {
    private static final String PREFIX = "epoch-";
    private static final String SUFFIX = ".json";

    private final Path folder;

    private AnalysisHistory(Path folder) {
        this.folder = folder;
    }

    /** Of a run of a store. */
    public static AnalysisHistory of(RunStore store, RunKey key) {
        return new AnalysisHistory(store.folder(key).resolve("analysis"));
    }

    /** A listener that records every epoch of training here. */
    public LayerwiseListener listener(List<INDArray> samples) {
        return new LayerwiseListener(LayerwiseAnalyzer.quint8(), samples, this::save);
    }

    private void save(EpochAnalysis epoch) {
        Path file = folder.resolve(String.format("%s%04d%s", PREFIX, epoch.epoch(), SUFFIX));
        try {
            AtomicFiles.write(file, AnalysisJson.write(epoch.analysis()).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The analysis of epoch " + epoch.epoch() + " cannot be written to " + file + ": " + e.getMessage(),
                    e);
        }
    }

    /** What was recorded so far, in the order of epochs; empty where the run was not analysed. */
    public List<EpochAnalysis> read() throws IOException {
        return files().stream().map(AnalysisHistory::readEpoch).toList();
    }

    /** The last of {@link #read}, without reading the others. */
    Optional<EpochAnalysis> last() throws IOException {
        return files().stream().reduce((earlier, later) -> later).map(AnalysisHistory::readEpoch);
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(PREFIX + "\\d+" + SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static EpochAnalysis readEpoch(Path file) {
        String name = file.getFileName().toString();
        try {
            return new EpochAnalysis(
                    Integer.parseInt(name.substring(PREFIX.length(), name.length() - SUFFIX.length())),
                    AnalysisJson.readAnalysis(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("The analysis " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
