package org.quantzoo.reproductions.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.reproductions.checks.TrainedRuns.Recorded;
import org.quantzoo.reproductions.checks.TrainedRuns.Trained;
import org.quantzoo.reproductions.plots.Figure;
import org.quantzoo.reproductions.plots.LabelledLayers;
import org.quantzoo.reproductions.plots.LayerwiseFigures;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.SampleBatches;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.analysis.LayerwiseAnalysis;
import org.quantzoo.zoo.analysis.LayerwiseAnalyzer;
import org.quantzoo.zoo.analysis.LayerwiseTable;

/**
 * Layerwise figures and tables of selected cells, attached to a check: of the networks that this machine has trained, else of recorded analyses, else of
 * initial networks, which say so.
 */
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
        this.scale = scaleOfMost();
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

    /**
     * The scale at which most of the cells were trained, so that one figure can show them together: among equals this build's, then the largest. A smoke
     * build looks at its own runs only.
     */
    private Scale scaleOfMost() throws IOException {
        Scale best = runs.scale();
        long most = trained(best);
        for (int i = Scale.values().length - 1; i >= 0 && runs.scale() != Scale.SMOKE; i--) {
            Scale other = Scale.values()[i];
            long count = other == Scale.SMOKE ? 0 : trained(other);
            if (count > most) {
                best = other;
                most = count;
            }
        }
        return best;
    }

    private long trained(Scale at) throws IOException {
        long count = 0;
        for (Cell cell : cells) {
            count += runs.hasLayers(cell, at, seed) ? 1 : 0;
        }
        return count;
    }

    private void draw(PaperCheck check) throws IOException {
        List<LabelledLayers> networks = new ArrayList<>();
        for (Cell cell : cells) {
            LabelledLayers layers = layers(check, cell);
            check.attachCsv("layers of " + layers.label(), LayerwiseTable.layers(layers.rows()));
            networks.add(layers);
        }
        LayerwiseFigures figures = LayerwiseFigures.of(networks);
        Figure main = figures.rangeAndPrecision();
        check.attachPng("range and precision", main.png());
        // The others can be had in print with reproduce analyze; a report of small files is a fast one.
        check.attachSvg("range and precision, for print", main.svg());
        check.attachPng("range against precision", figures.overlay().png());
        check.attachPng(
                "errors and distributions", figures.errorAndDistribution().png());
        check.notCompared("figures of one seed; the papers print theirs without numbers, so nothing is compared");
    }

    private LabelledLayers layers(PaperCheck check, Cell cell) throws IOException {
        Optional<Trained> trained = runs.network(cell, scale, seed);
        if (trained.isPresent()) {
            check.parameter(cell.name(), inWords(trained.get().record()) + ", measured in this build");
            return analyze(check, cell.name(), trained.get().network());
        }
        Optional<Recorded> recorded = runs.recorded(cell, scale, seed);
        if (recorded.isPresent()) {
            RunRecord record = recorded.get().record();
            check.parameter(
                    cell.name(),
                    inWords(record) + ", recorded on " + record.provenance().origin());
            return new LabelledLayers(cell.name(), recorded.get().layers());
        }
        check.parameter(cell.name(), "untrained: no run");
        ImageDataset images = runs.images();
        return analyze(
                check,
                cell.name() + " (untrained)",
                Networks.of(cell.network(), Recipes.get().recipe(cell, scale), images.shape(), images.classes(), seed)
                        .init());
    }

    private LabelledLayers analyze(PaperCheck check, String label, ComputationGraph network) throws IOException {
        ImageDataset images = runs.images();
        LayerwiseAnalysis analysis =
                LayerwiseAnalyzer.quint8().analyze(network, SampleBatches.training(images, IMAGES, seed));
        check.requireState(
                "every layer of " + label + " was measured on all samples",
                analysis.samples() == Math.min(IMAGES, images.train().size())
                        && analysis.layers().stream()
                                .allMatch(layer -> layer.activations().elements() % analysis.samples() == 0),
                analysis.samples() + " samples");
        network.close();
        return LabelledLayers.of(label, analysis);
    }

    private String inWords(RunRecord record) {
        return "trained, " + scale + " scale, " + record.history().size() + " of " + record.epochs() + " epochs";
    }
}
