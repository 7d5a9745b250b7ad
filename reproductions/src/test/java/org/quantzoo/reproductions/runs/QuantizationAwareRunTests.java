package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.pretrained.CheckpointFile;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;
import org.quantzoo.zoo.pretrained.FloatStorage;
import org.quantzoo.zoo.pretrained.ParameterHash;
import org.quantzoo.zoo.pretrained.Precision;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** Runs that train the network of a float run further with 4-bit weights and activations, and what is published of them. */
class QuantizationAwareRunTests {
    private static final long SEED = 5;

    @TempDir
    static Path folder;

    private static KernelSelector.Override kernels;
    private static RunStore store;
    private static RunRecord start;
    private static Experiment experiment;
    private static RunRecord record;

    @BeforeAll
    static void runOnce() throws IOException {
        kernels = TinyExperiments.inOneThread();
        store = RunStore.at(folder.resolve("runs"));
        start = new Trainer(store).run(TinyExperiments.zoo(SEED, 3));
        experiment = TinyExperiments.w4a4(store, SEED);
        record = new Trainer(store).run(experiment);
    }

    @AfterAll
    static void restoreKernels() {
        kernels.close();
    }

    @Test
    void theRecordNamesTheParametersItBeganWith() {
        assertThat(record.completed()).isTrue();
        assertThat(record.recipe().quantizationAware().orElseThrow().start()).isEqualTo(start.paramsHash());
        assertThat(record.paramsHash()).isNotEqualTo(start.paramsHash());
        assertThat(record.calibrations()).isEmpty();
        assertThat(record.quint8Accuracy()).isNull();
        assertThat(Json.mapper().convertValue(Json.tree(record), RunRecord.class))
                .isEqualTo(record);
    }

    @Test
    void anInterruptedRunEndsAsIfItHadNotBeenInterrupted() throws IOException {
        RunStore other = storeWithStart("interrupted");
        new Trainer(other).runUntil(experiment, 2);

        RunRecord resumed = new Trainer(other).run(experiment);

        assertThat(resumed.paramsHash()).isEqualTo(record.paramsHash());
        assertThat(resumed.fp32Accuracy()).isEqualTo(record.fp32Accuracy());
        assertThat(resumed.provenance().resumed()).isOne();
    }

    @Test
    void everyCellBeginsWithACellOfTheZoo() {
        List<Cell> fourBits = Cells.get().ofStudy("zoo-w4a4");

        assertThat(fourBits)
                .extracting(Cell::name)
                .contains("Regular_Conv_No_BN")
                .containsExactlyInAnyOrderElementsOf(
                        Cells.get().ofStudy("zoo").stream().map(Cell::name).toList());
        assertThat(fourBits).allSatisfy(cell -> {
            Cell start = Cells.get().cell(FineTuning.floatCell(cell));
            assertThat(cell.network()).isEqualTo(start.network());
        });
    }

    @Test
    void aNetworkWithoutBatchNormalisationIsTrainedFurtherAndPublishedToo() throws IOException {
        RunStore other = RunStore.at(folder.resolve("without"));
        RunRecord begun = new Trainer(other).run(TinyExperiments.zoo("zoo/Regular_Conv_No_BN", SEED, 1));
        Experiment further = TinyExperiments.w4a4(other, "zoo-w4a4/Regular_Conv_No_BN", SEED, 1);
        RunRecord trained = new Trainer(other).run(further);
        Path resources = folder.resolve("artifact-without");
        new CheckpointPackage(other, further.dataset())
                .write(
                        trained,
                        new Publication("without-w4a4", "Regular_Conv_No_BN", Precision.W4A4, List.of("reproduce x")),
                        resources);
        QuantizedNetwork loaded = CheckpointFile.read(resources.resolve("META-INF/quantzoo/without-w4a4.zip"));

        assertThat(trained.completed()).isTrue();
        assertThat(trained.recipe().quantizationAware().orElseThrow().start()).isEqualTo(begun.paramsHash());
        assertThat(loaded.activations()).containsKeys("stem.conv", "block2.conv", "dense2");
        assertThat(loaded.weights().values()).extracting(AffineQuantizer::bits).containsOnly(4);
        assertThat(Predictions.of(
                                loaded.network(),
                                further.test(),
                                further.dataset().standardization())
                        .accuracy())
                .isEqualTo(trained.fp32Accuracy());
    }

    @Test
    void withoutTheFloatRunTheMessageSaysHowToMakeIt() {
        Cell cell = experiment.cell();
        Recipe recipe = Recipes.get().recipe(cell, Scale.ZOO);

        assertThatThrownBy(() -> FineTuning.chosen(RunStore.at(folder.resolve("empty")), cell, 2, recipe))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("reproduce run zoo/DWS_Conv_With_BN --seed 2");
        Cell zoo = Cells.get().cell("zoo/DWS_Conv_With_BN");
        Recipe unchanged = Recipes.get().recipe(zoo, Scale.ZOO);
        assertThat(FineTuning.chosen(RunStore.at(folder.resolve("empty")), zoo, 2, unchanged))
                .isSameAs(unchanged);
    }

    @Test
    void itIsPublishedWithFourBitsAWeightAndGivesTheAnswersOfTheRun() throws IOException {
        Path resources = folder.resolve("artifact");
        CheckpointMetadata metadata = new CheckpointPackage(store, experiment.dataset())
                .write(
                        record,
                        new Publication("tiny-w4a4", "DWS_Conv_With_BN", Precision.W4A4, List.of("reproduce x")),
                        resources);
        Path file = resources.resolve("META-INF/quantzoo/tiny-w4a4.zip");
        QuantizedNetwork loaded = CheckpointFile.read(file);

        assertThat(metadata.evaluation().fp32Accuracy()).isEqualTo(start.fp32Accuracy());
        assertThat(metadata.evaluation().w4a4().mean()).isEqualTo(record.fp32Accuracy());
        assertThat(metadata.evaluation().quint8().draws()).isEqualTo(2);
        assertThat(metadata.parameterHashAfterSteps().paramsHash())
                .isEqualTo(record.parameterHashAfterSteps().paramsHash());
        assertThat(metadata.scale()).isEqualTo("zoo");
        assertThat(loaded.weights().values()).extracting(AffineQuantizer::bits).containsOnly(4);
        assertThat(Predictions.of(
                                loaded.network(),
                                experiment.test(),
                                experiment.dataset().standardization())
                        .accuracy())
                .isEqualTo(record.fp32Accuracy());
    }

    @Test
    void aFloatNetworkIsPublishedWithEightBitsAndRangesOfOnesChoice() throws IOException {
        Path resources = folder.resolve("whole-range");
        CheckpointPackage publisher = new CheckpointPackage(store, experiment.dataset());
        CheckpointMetadata metadata = publisher.write(
                start,
                new Publication("tiny-quint8", "DWS_Conv_With_BN", Precision.QUINT8, 0.0, List.of("reproduce x")),
                resources);
        QuantizedNetwork loaded = CheckpointFile.read(resources.resolve("META-INF/quantzoo/tiny-quint8.zip"));
        publisher.write(
                start, new Publication("tiny-recipe", "x", Precision.QUINT8, List.of("reproduce x")), resources);
        QuantizedNetwork byRecipe = CheckpointFile.read(resources.resolve("META-INF/quantzoo/tiny-recipe.zip"));

        assertThat(loaded.weights().values()).extracting(AffineQuantizer::bits).containsOnly(8);
        assertThat(loaded.activations().get("stem.conv").range().max())
                .isGreaterThan(byRecipe.activations().get("stem.conv").range().max());
        assertThat(metadata.evaluation().fp32Accuracy()).isEqualTo(start.fp32Accuracy());
        assertThat(metadata.evaluation().quint8().draws()).isEqualTo(2);
        assertThat(metadata.evaluation().qmse()).isPositive();
        // The file holds the network of the first draw.
        assertThat(metadata.evaluation().storedAccuracy())
                .isEqualTo(Predictions.of(
                                loaded.network(),
                                experiment.test(),
                                experiment.dataset().standardization())
                        .accuracy());
        assertThatThrownBy(() -> publisher.write(
                        start, new Publication("x", "x", Precision.FLOAT32, 0.0, List.of("reproduce x")), resources))
                .hasMessageContaining("for precision quint8 alone, found float32");
    }

    @Test
    void theVersionCountsUpWhereAnotherFileTakesThePlace() throws IOException {
        Path resources = folder.resolve("versions");
        CheckpointPackage publisher = new CheckpointPackage(store, experiment.dataset());
        List<String> commands = List.of("reproduce x");

        assertThat(publisher
                        .write(start, new Publication("tiny", "x", Precision.QUINT8, commands), resources)
                        .version())
                .isOne();
        assertThat(publisher
                        .write(start, new Publication("tiny", "x", Precision.QUINT8, commands), resources)
                        .version())
                .isOne();
        assertThat(publisher
                        .write(start, new Publication("tiny", "x", Precision.FLOAT32, commands), resources)
                        .version())
                .isEqualTo(2);
    }

    @Test
    void aFloatNetworkIsPublishedWithRoundedWeightsAndTheirAccuracyBesideThatOfTheRun() throws IOException {
        Path resources = folder.resolve("rounded");
        CheckpointMetadata metadata = new CheckpointPackage(store, experiment.dataset())
                .write(
                        start,
                        new Publication("tiny-float32", "DWS_Conv_With_BN", Precision.FLOAT32, List.of("reproduce x")),
                        resources);
        ComputationGraph trained = store.network(start).orElseThrow();
        ComputationGraph loaded = CheckpointFile.read(resources.resolve("META-INF/quantzoo/tiny-float32.zip"))
                .network();

        assertThat(metadata.weightStorage()).isEqualTo(FloatStorage.BFLOAT16);
        assertThat(metadata.paramsHash()).isNotEqualTo(start.paramsHash()).isEqualTo(ParameterHash.of(loaded.params()));
        // Rounding to 8 significant bits changes a weight by at most one part in 256.
        INDArray change = loaded.getLayer("stem.conv")
                .getParam("W")
                .sub(trained.getLayer("stem.conv").getParam("W"))
                .div(trained.getLayer("stem.conv").getParam("W"));
        assertThat(change.amaxNumber().doubleValue()).isBetween(1e-5, 1.0 / 256);
        assertThat(loaded.getLayer("stem.conv.bn").paramTable())
                .isEqualTo(trained.getLayer("stem.conv.bn").paramTable());
        assertThat(metadata.evaluation().fp32Accuracy()).isEqualTo(start.fp32Accuracy());
        assertThat(metadata.evaluation().storedAccuracy())
                .isEqualTo(Predictions.of(
                                loaded, experiment.test(), experiment.dataset().standardization())
                        .accuracy());
        assertThat(metadata.evaluation().quint8().draws()).isEqualTo(2);
    }

    @Test
    void aRunIsPublishedInItsOwnPrecisionOnly() {
        CheckpointPackage publisher = new CheckpointPackage(store, experiment.dataset());

        assertThatThrownBy(
                        () -> publisher.write(record, new Publication("x", "x", Precision.QUINT8, List.of()), folder))
                .hasMessageEndingWith("is published as w4a4, found quint8.");
        assertThatThrownBy(() -> publisher.write(start, new Publication("x", "x", Precision.W4A4, List.of()), folder))
                .hasMessageEndingWith("is published as float32 or quint8, found w4a4.");
    }

    @Test
    void theFirstStepsTrainedAgainGiveTheRecordedHash() throws IOException {
        FirstStepsTrainer trainer = new FirstStepsTrainer(store, TrainingProgress.NONE);

        assertThat(trainer.train(experiment)).isEqualTo(record.parameterHashAfterSteps());
        assertThatThrownBy(() -> trainer.train(TinyExperiments.zoo(SEED, 3)))
                .hasMessageContaining("no hash after 200 steps")
                .hasMessageEndingWith("because it has fewer.");
    }

    @Test
    void theyAreComparedWithWhatTheRunOrAPublishedCheckpointRecorded() throws IOException {
        Path resources = folder.resolve("compared");
        CheckpointMetadata metadata = new CheckpointPackage(store, experiment.dataset())
                .write(
                        record,
                        new Publication("tiny-w4a4", "DWS_Conv_With_BN", Precision.W4A4, List.of("reproduce x")),
                        resources);
        Path json = resources.resolve("META-INF/quantzoo/tiny-w4a4.json");

        RecordedSteps ofRun = RecordedSteps.ofRun(store, experiment).orElseThrow();
        RecordedSteps ofCheckpoint = RecordedSteps.ofCheckpoint(json, experiment);

        assertThat(ofRun.hash()).isEqualTo(record.parameterHashAfterSteps());
        assertThat(ofRun.kernels()).isEqualTo(experiment.kernelsDescription());
        assertThat(ofCheckpoint).isEqualTo(new RecordedSteps(ofRun.hash(), metadata.kernels(), json));
        assertThat(RecordedSteps.ofRun(store, TinyExperiments.zoo(SEED, 2))).isEmpty();
        assertThatThrownBy(() -> RecordedSteps.ofCheckpoint(json, TinyExperiments.zoo(SEED + 1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is of another training than zoo/DWS_Conv_With_BN")
                .hasMessageEndingWith("they differ in the recipe, the seed.");
        assertThatThrownBy(() -> RecordedSteps.ofCheckpoint(folder.resolve("none.json"), experiment))
                .hasMessageContaining("There is no file");
    }

    @Test
    void fineTuningBeginsAtStepZeroWithTheOptimiserOfItsRecipe() throws IOException {
        Recipe recipe = experiment.recipe();
        QuantizedEvaluation calibration = new QuantizedEvaluation(experiment, experiment.train(), experiment.test());

        ComputationGraph network =
                FineTuning.begin(store, experiment, calibration.calibrationBatches(0), calibration.activationRange());

        assertThat(network.getConfiguration().getIterationCount()).isZero();
        assertThat(network.getConfiguration().getEpochCount()).isZero();
        for (String layer : List.of("stem.conv", "stem.conv.bn", "block2.depthwise", "logits")) {
            BaseLayer conf = (BaseLayer) network.getLayer(layer).conf().getLayer();
            assertThat(conf.getIUpdater())
                    .as(layer)
                    .isEqualTo(new Nesterovs(
                            new MapSchedule(ScheduleType.EPOCH, recipe.ratesByEpoch()), recipe.momentum()));
        }
        // Twice the factor of the squared weights, in two halves.
        WeightDecay half =
                new WeightDecay(new FixedSchedule(recipe.refinements().weightDecay()), true);
        BaseLayer stem = (BaseLayer) network.getLayer("stem.conv").conf().getLayer();
        assertThat(stem.getRegularizationByParam("W")).containsExactly(half, half);
    }

    private static RunStore storeWithStart(String name) throws IOException {
        Path from = store.folder(start.key());
        RunStore other = RunStore.at(folder.resolve(name));
        Path to = other.folder(start.key());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return other;
    }
}
