package org.quantzoo.reproductions.checks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.reproductions.plots.Figure;
import org.quantzoo.reproductions.plots.LabelledAnalysis;
import org.quantzoo.reproductions.plots.LayerwiseFigures;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.SampleBatches;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.analysis.LayerwiseAnalysis;
import org.quantzoo.zoo.analysis.LayerwiseAnalyzer;
import org.quantzoo.zoo.analysis.LayerwiseTable;

/** Layerwise figures and tables of selected cells, attached to a check: of the trained networks where there are any. */
final class LayerwiseEvidence {
    /** Fewer than the 1,024 of the thesis: the checks draw a dozen networks. */
    private static final int IMAGES = 128;

    private final TrainedRuns runs = TrainedRuns.current();
    private final long seed = runs.seeds()[0];

    /**
     * One check: the figures of some cells together.
     *
     * @param claims to look for in the figures; a figure decides none of them, so the check does not count for them
     */
    static void attach(String paper, String title, List<String> cells, String... claims) {
        PaperCheck.of(paper, "Layerwise analysis", title)
                .named(title + ", layer by layer")
                .trained(
                        TrainedRuns.current().scale().id(),
                        TrainedRuns.current().seeds()[0])
                .run(check -> {
                    check.parameter("claims to look for", String.join(", ", claims));
                    new LayerwiseEvidence().attach(check, cells);
                });
    }

    private void attach(PaperCheck check, List<String> cells) throws IOException {
        List<LabelledAnalysis> networks = new ArrayList<>();
        for (String id : cells) {
            networks.add(analyze(check, Cells.get().cell(id)));
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
        Optional<ComputationGraph> trained = runs.network(cell, seed);
        ComputationGraph network = trained.isPresent()
                ? trained.get()
                : Networks.of(
                                cell.network(),
                                Recipes.get().recipe(cell, runs.scale()),
                                images.shape(),
                                images.classes(),
                                seed)
                        .init();
        List<INDArray> samples = SampleBatches.training(images, IMAGES, seed);
        LayerwiseAnalysis analysis = LayerwiseAnalyzer.quint8().analyze(network, samples);
        String label = cell.name() + (trained.isPresent() ? "" : " (untrained)");
        check.parameter(cell.name(), trained.isPresent() ? "trained, " + runs.scale() + " scale" : "untrained: no run");
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
}
