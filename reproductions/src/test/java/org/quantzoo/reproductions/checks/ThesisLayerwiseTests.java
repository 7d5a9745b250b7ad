package org.quantzoo.reproductions.checks;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.checks.TrainedRuns.Analysed;
import org.quantzoo.reproductions.plots.CostFigure;
import org.quantzoo.reproductions.plots.EpochFigure;
import org.quantzoo.reproductions.plots.Figure;
import org.quantzoo.reproductions.runs.AnalysisHistory;
import org.quantzoo.reproductions.runs.Experiment;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.SampleBatches;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.runs.Trainer;
import org.quantzoo.reproductions.runs.TrainingProgress;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.analysis.EpochAnalysis;
import org.quantzoo.zoo.analysis.LayerwiseTable;

/** The layerwise figures of thesis chapters 4 and 5. */
@PaperChecks
class ThesisLayerwiseTests {
    private static final String FACTORIZED = "thesis/ch5-text/";
    private static final String DEPTHWISE = "starting-positions/table1/DWS_Conv_With_BN_GlorotUni";
    private static final String HE = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";
    private static final String LARGE = "starting-positions/table1/DWS_Conv_With_BN_RandUni_Large";
    private static final int IMAGES = 64;

    @Test
    void factorised_networks() {
        LayerwiseEvidence.attach(
                "thesis",
                "FactorizeNet f2, f16 and DWS",
                List.of(FACTORIZED + "FactorizeNet-f2", FACTORIZED + "FactorizeNet-f16", DEPTHWISE),
                "TH-11",
                "TH-27",
                "TH-28");
    }

    @Test
    void statistics_over_the_epochs_of_a_run_on_embedded_images() {
        PaperCheck.of("thesis", "Layerwise analysis", "Statistics over epochs")
                .named("Ranges and precisions of DWS_Conv_With_BN over the epochs of a smoke run")
                .trained(Scale.SMOKE.id(), 1)
                .run(check -> {
                    List<EpochAnalysis> history = history();
                    Cell cell = Cells.get().cell(DEPTHWISE);
                    check.requireState(
                            "one analysis for each epoch",
                            history.size()
                                    == Recipes.get().recipe(cell, Scale.SMOKE).epochs(),
                            history.size() + " analyses");
                    draw(check, cell, LayerProfile.of(history), LayerwiseTable.epochs(history));
                    check.notCompared("the embedded images and a tiny network show the figure, not the paper's trend");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {DEPTHWISE, HE, LARGE})
    void statistics_over_the_epochs_of_a_stored_run(String id) {
        TrainedRuns runs = TrainedRuns.current();
        Cell cell = Cells.get().cell(id);
        PaperCheck.of("thesis", "Layerwise analysis", "Statistics over epochs, " + cell.name())
                .named("Ranges and precisions of " + cell.name() + " over the epochs of a stored run")
                .trained(runs.scale().id(), runs.seeds()[0])
                .run(check -> {
                    Optional<Analysed> analysed = runs.analysed(cell, runs.seeds()[0]);
                    assumeFalse(
                            analysed.isEmpty(),
                            "no analysed run; make one with reproductions/reproduce run " + id + " --analyze");
                    RunRecord record = analysed.orElseThrow().record();
                    check.parameter(
                            "run",
                            record.scale() + " scale, seed " + record.seed() + ", of "
                                    + record.provenance().origin());
                    LayerProfile profile = analysed.orElseThrow().profile();
                    draw(check, cell, profile, profile.csv());
                    check.notCompared(
                            "one run of " + record.scale() + " scale; the thesis prints its figures without numbers");
                });
    }

    private static void draw(PaperCheck check, Cell cell, LayerProfile profile, String csv) throws IOException {
        Figure figure = EpochFigure.of(cell.name(), profile).figure();
        check.attachPng("over epochs", figure.png());
        check.attachSvg("over epochs, for print", figure.svg());
        check.attachCsv("over epochs", csv);
    }

    private static List<EpochAnalysis> history() throws IOException {
        Cell cell = Cells.get().cell(DEPTHWISE);
        ImageDataset images = ImageDatasets.resolve("embedded");
        Experiment experiment =
                new Experiment(cell, Scale.SMOKE, 1, Recipes.get().recipe(cell, Scale.SMOKE), images);
        RunStore store =
                RunStore.at(Files.createTempDirectory(Files.createDirectories(Path.of("target")), "analysed-run"));
        AnalysisHistory history = AnalysisHistory.of(store, experiment.key());
        new Trainer(
                        store,
                        TrainingProgress.NONE,
                        "mvn verify",
                        List.of(history.listener(SampleBatches.training(images, IMAGES, 1))))
                .run(experiment);
        return history.read();
    }

    @Test
    void accuracies_and_errors_against_multiply_accumulates() {
        TrainedRuns runs = TrainedRuns.current();
        PaperCheck.of("thesis", "Layerwise analysis", "Cost against accuracy")
                .named("Accuracy, decrease, QMSE and QCE against multiply-accumulates")
                .trained(runs.scale().id(), runs.seeds())
                .run(check -> {
                    List<CostFigure.Point> points = new ArrayList<>();
                    for (RunRecord record : runs.completed()) {
                        points.add(new CostFigure.Point(family(record), runs.convolutionMacs(record), record));
                    }
                    assumeFalse(points.isEmpty(), "the store has no completed run at " + runs.scale() + " scale");
                    CostFigure figure = CostFigure.of(points);
                    check.attachPng(
                            "against multiply-accumulates", figure.figure().png());
                    check.attachSvg(
                            "against multiply-accumulates, for print",
                            figure.figure().svg());
                    check.attachCsv("against multiply-accumulates", figure.csv());
                    check.notCompared(points.size() + " runs of " + runs.scale() + " scale");
                });
    }

    private static String family(RunRecord record) {
        return switch (record.network().block()) {
            case REGULAR, DEPTHWISE_SEPARABLE -> record.network().batchNorm() ? "simple, with BN" : "simple, no BN";
            case FACTORIZED -> "FactorizeNet";
            case BASIC_RESIDUAL -> "residual";
            case INVERTED_RESIDUAL -> "MobileNetV2";
        };
    }
}
