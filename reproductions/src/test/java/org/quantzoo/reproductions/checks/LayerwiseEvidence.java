package org.quantzoo.reproductions.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.reproductions.checks.TrainedRuns.Trained;
import org.quantzoo.reproductions.plots.Figure;
import org.quantzoo.reproductions.plots.LabelledAnalysis;
import org.quantzoo.reproductions.plots.LayerwiseFigures;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.SampleBatches;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.analysis.LayerwiseAnalysis;
import org.quantzoo.zoo.analysis.LayerwiseAnalyzer;
import org.quantzoo.zoo.analysis.LayerwiseTable;

/** Layerwise figures and tables of selected cells, attached to a check: of the trained networks where there are any. */
final class LayerwiseEvidence {
    /** Fewer than the 1,024 of the thesis: the checks draw a dozen networks. */
    private static final int IMAGES = 128;

    private final TrainedRuns runs;
    private final List<Cell> cells;
    private final long seed;
    private final Scale scale;

    private LayerwiseEvidence(TrainedRuns runs, List<Cell> cells) throws IOException {
        this.runs = runs;
        this.cells = cells;
        this.seed = runs.seeds()[0];
        this.scale = runs.scaleOfMost(cells, seed);
    }

    /**
     * One check: the figures of some cells together.
     *
     * @param claims to look for in the figures; a figure decides none of them, so the check does not count for them
     */
    static void attach(String paper, String title, List<String> cells, String... claims) {
        LayerwiseEvidence evidence;
        try {
            evidence = new LayerwiseEvidence(
                    TrainedRuns.current(), cells.stream().map(Cells.get()::cell).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The runs behind the figure '" + title + "' cannot be read.", e);
        }
        PaperCheck.of(paper, "Layerwise analysis", title)
                .named(title + ", layer by layer")
                .trained(evidence.scale.id(), evidence.seed)
                .run(check -> {
                    check.parameter("claims to look for", String.join(", ", claims));
                    evidence.draw(check);
                });
    }

    private void draw(PaperCheck check) throws IOException {
        List<LabelledAnalysis> networks = new ArrayList<>();
        for (Cell cell : cells) {
            networks.add(analyze(check, cell));
        }
        LayerwiseFigures figures = LayerwiseFigures.of(networks);
        Figure main = figures.rangeAndPrecision();
        check.attachPng("range and precision", main.png());
        // The others can be had in print with reproduce analyze; a report of small files is a fast one.
        check.attachSvg("range and precision, for print", main.svg());
        check.attachPng("range against precision", figures.overlay().png());
        check.attachPng(
                "errors and distributions", figures.errorAndDistribution().png());
        check.notCompared("figures of " + IMAGES
                + " training images and one seed; the papers print theirs without numbers, so nothing is compared");
    }

    private LabelledAnalysis analyze(PaperCheck check, Cell cell) throws IOException {
        ImageDataset images = runs.images();
        Optional<Trained> trained = runs.network(cell, scale, seed);
        ComputationGraph network = trained.isPresent()
                ? trained.get().network()
                : Networks.of(cell.network(), Recipes.get().recipe(cell, scale), images.shape(), images.classes(), seed)
                        .init();
        List<INDArray> samples = SampleBatches.training(images, IMAGES, seed);
        LayerwiseAnalysis analysis = LayerwiseAnalyzer.quint8().analyze(network, samples);
        String label = cell.name() + (trained.isPresent() ? "" : " (untrained)");
        check.parameter(cell.name(), trained.map(this::inWords).orElse("untrained: no run"));
        check.attachCsv("layers of " + label, LayerwiseTable.layers(analysis));
        check.requireState(
                "every layer of " + label + " was measured on all samples",
                analysis.samples() == Math.min(IMAGES, images.train().size())
                        && analysis.layers().stream()
                                .allMatch(layer -> layer.activations().elements() % analysis.samples() == 0),
                analysis.samples() + " samples");
        network.close();
        return new LabelledAnalysis(label, analysis);
    }

    private String inWords(Trained trained) {
        return "trained, " + scale + " scale, " + trained.record().history().size() + " of "
                + trained.record().epochs() + " epochs";
    }
}
