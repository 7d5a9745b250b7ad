package org.quantzoo.reproductions.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.NodeEncoder;
import org.quantzoo.zoo.layers.KernelSelector;

/** Accuracies of networks that nobody trained. */
class GhnEvaluatorTests {
    @TempDir
    Path folder;

    @Test
    void everySettingMeasuresTheSameNetworksAndTheRecordComesBack() throws IOException {
        try (KernelSelector.Override ignored = TinyGhnExperiments.inOneThread()) {
            GhnExperiment experiment = TinyGhnExperiments.of("ghn-2", 1, 1e-3);
            GhnStore store = new GhnStore(RunStore.at(folder));
            GhnTrainingRecord training = new GhnTrainer(store, GhnProgress.NONE, 0, "test").run(experiment);
            GhnEvaluator evaluator = new GhnEvaluator(ImageDatasets.resolve("embedded"), Scale.SMOKE, "test");
            List<String> lines = new ArrayList<>();

            List<GhnEvaluation> evaluations = evaluator.evaluate(
                    experiment,
                    store,
                    TestSplit.BN_FREE,
                    2,
                    List.of(BitSetting.FLOAT32, BitSetting.W4A4),
                    false,
                    lines::add);
            List<GhnEvaluation> random = evaluator.evaluate(
                    experiment, store, TestSplit.BN_FREE, 1, List.of(BitSetting.FLOAT32), true, lines::add);

            assertThat(evaluations)
                    .extracting(GhnEvaluation::setting)
                    .containsExactly(BitSetting.FLOAT32, BitSetting.W4A4);
            for (GhnEvaluation evaluation : evaluations) {
                store.publish(store.folder(experiment), evaluation);
                assertThat(evaluation.paramsHash()).isEqualTo(training.paramsHash());
                assertThat(evaluation.networks())
                        .extracting(NetworkAccuracy::index)
                        .containsExactly(0, 1);
                assertThat(evaluation.networks()).allSatisfy(network -> {
                    assertThat(network.top1()).isBetween(0.0, network.top5());
                    assertThat(network.top5()).isBetween(network.top1(), 100.0);
                });
                assertThat(evaluation.top1().mean())
                        .isCloseTo(
                                evaluation.networks().stream()
                                        .mapToDouble(NetworkAccuracy::top1)
                                        .average()
                                        .orElseThrow(),
                                within(1e-9));
            }
            assertThat(store.evaluations(Scale.SMOKE)).containsExactlyInAnyOrderElementsOf(evaluations);
            assertThat(random.get(0).cell()).isEqualTo(GhnEvaluation.RANDOM);
            assertThat(random.get(0).paramsHash()).isNull();
            assertThat(lines).hasSize(3);
        }
    }

    @Test
    void theBaselineWithoutMessagesIsTrainedAndEvaluatedLikeAnyOtherHypernetwork() throws IOException {
        try (KernelSelector.Override ignored = TinyGhnExperiments.inOneThread()) {
            GhnExperiment experiment = TinyGhnExperiments.of("mlp", 1, 1e-3);
            GhnStore store = new GhnStore(RunStore.at(folder));
            GhnTrainingRecord training = new GhnTrainer(store, GhnProgress.NONE, 0, "test").run(experiment);
            ImageDataset images = ImageDatasets.resolve("embedded");

            GhnEvaluation evaluation = new GhnEvaluator(images, Scale.SMOKE, "test")
                    .evaluate(
                            experiment, store, TestSplit.VALIDATION, 1, List.of(BitSetting.FLOAT32), false, line -> {})
                    .get(0);

            assertThat(GhnCheckpoint.load(store.weights(experiment))
                            .configuration()
                            .encoder())
                    .isEqualTo(NodeEncoder.PERCEPTRON);
            assertThat(training.parameters()).isEqualTo(1_614_396);
            assertThat(evaluation.cell()).isEqualTo("mlp");
            assertThat(evaluation.split()).isEqualTo("validation");
        }
    }

    @Test
    void channelPrecisionsOfPredictedAndTrainedWeightsAreRecordedLayerByLayer() throws IOException {
        try (KernelSelector.Override ignored = TinyGhnExperiments.inOneThread()) {
            GhnExperiment experiment = TinyGhnExperiments.of("ghn-2", 1, 1e-3);
            GhnStore store = new GhnStore(RunStore.at(folder));
            new GhnTrainer(store, GhnProgress.NONE, 0, "test").run(experiment);
            WeightPrecisionStudy study = new WeightPrecisionStudy(ImageDatasets.resolve("embedded"), "test");

            WeightPrecision precision = study.measure(experiment, store, TestSplit.BN_FREE, 1, 1, line -> {});
            WeightPrecision folded = study.measure(experiment, store, TestSplit.ID, 1, 1, line -> {});

            assertThat(precision.layers()).isNotEmpty().noneMatch(WeightPrecision.Layer::folded);
            assertThat(folded.layers()).anyMatch(WeightPrecision.Layer::folded).allSatisfy(layer -> {
                assertThat(layer.predicted()).isGreaterThan(0).isLessThanOrEqualTo(1);
                assertThat(layer.trained()).isGreaterThan(0).isLessThanOrEqualTo(1);
            });
            store.publish(store.folder(experiment), folded);
            assertThat(store.precisions(Scale.SMOKE)).containsExactly(folded);
        }
    }

    @Test
    void imagesOfTheValidationSplitAreThoseThatNoRecipeTrainsOn() {
        ImageDataset images = ImageDatasets.resolve("embedded");
        int held = images.train().size() / 10;

        LabeledImages validation = TestSplit.VALIDATION.images(images);

        assertThat(validation.size()).isEqualTo(held);
        assertThat(validation.label(held - 1))
                .isEqualTo(images.train().label(images.train().size() - 1));
        for (String cell : GhnRecipes.get().cells()) {
            for (Scale scale : List.of(Scale.QUICK, Scale.PAPER)) {
                assertThat(GhnRecipes.get().recipe(cell, scale).trainImages()).isBetween(1, 45_000);
            }
        }
    }

    @Test
    void theStandardErrorIsThatOfThePopulationAsInThePapersTables() {
        AccuracySummary summary = AccuracySummary.of(10, 20, 30, 40);

        assertThat(summary.mean()).isEqualTo(25);
        assertThat(summary.sem()).isCloseTo(Math.sqrt(125.0 / 4), within(1e-12));
        assertThat(summary.max()).isEqualTo(40);
    }

    @Test
    void unknownNamesAreRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> TestSplit.of("dense")).hasMessageContaining("bn-free");
        assertThatThrownBy(() -> BitSetting.of("W3A3")).hasMessageContaining("W4A8-percentile");
    }

    @Test
    void wideNetworksHaveFourTimesTheChannelsOfTheOthers() {
        EvaluationProtocol protocol = GhnRecipes.get().evaluation(Scale.QUICK);

        assertThat(protocol.sized(TestSplit.WIDE, 3).channels())
                .isEqualTo(4 * protocol.sized(TestSplit.ID, 3).channels());
        assertThat(GhnRecipes.get().evaluation(Scale.PAPER).sized(TestSplit.ID, 3))
                .isEqualTo(TestSplit.ID.architectures().architecture(3));
    }
}
