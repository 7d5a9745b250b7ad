package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;
import org.quantzoo.zoo.pretrained.ParameterHash;

/** The recipe of networks that are to be used, and what it has beyond the papers'. */
class ZooRecipeTests {
    private static final int EPOCHS = 6;

    @TempDir
    static Path folder;

    private static KernelSelector.Override kernels;
    private static Experiment experiment;
    private static RunStore store;
    private static RunRecord record;

    @BeforeAll
    static void runOnce() throws IOException {
        kernels = TinyExperiments.inOneThread();
        experiment = TinyExperiments.zoo(3, EPOCHS);
        store = RunStore.at(folder);
        record = new Trainer(store).run(experiment);
    }

    @AfterAll
    static void restoreKernels() {
        kernels.close();
    }

    @Test
    void itTrainsTheZoosCellsAndOnlyThem() {
        assertThat(Cells.get().ofStudy("zoo"))
                .extracting(cell -> cell.name())
                .contains(
                        "Regular_Conv_With_BN",
                        "Regular_Conv_No_BN",
                        "DWS_Conv_With_BN",
                        "FactorizeNet-f_init2",
                        "Basic_Residual_With_BN")
                .hasSize(6);
        assertThat(Cells.get().ofStudy("zoo")).allSatisfy(cell -> assertThat(
                        Recipes.get().recipe(cell, Scale.ZOO).width())
                .isEqualTo(1));
        assertThatThrownBy(() -> Recipes.get().recipe(Cells.get().cell("zoo/DWS_Conv_With_BN"), Scale.QUICK))
                .hasMessage("Cell zoo/DWS_Conv_With_BN is trained at scale zoo, found quick.");
        assertThatThrownBy(() -> Recipes.get().recipe(Cells.get().cell(TinyExperiments.DEPTHWISE), Scale.ZOO))
                .hasMessageContaining("is trained at scale smoke, quick or paper, found zoo");
    }

    @Test
    void theRateRisesAndThenFallsAlongHalfACosine() {
        Recipe recipe = experiment.recipe();

        assertThat(recipe.rate(0)).isEqualTo(0.01 / 2);
        assertThat(recipe.rate(3)).isCloseTo(0.01 / 2, within(1e-12));
        for (int epoch = 1; epoch < EPOCHS; epoch++) {
            assertThat(recipe.rate(epoch))
                    .isCloseTo(0.01 * (1 + Math.cos(Math.PI * epoch / EPOCHS)) / 2, within(1e-12));
        }
    }

    @Test
    void whatThePapersRecipesDoNotHaveLeavesTheirKeysAsTheyWere() {
        Cell cell = Cells.get().cell(TinyExperiments.DEPTHWISE);
        // A run that was recorded before there were refinements.
        RunRecord recorded = CommittedRuns.STORE.records(cell.id(), Scale.QUICK).get(0);

        assertThat(RunKey.of(
                        cell,
                        Scale.QUICK,
                        recorded.seed(),
                        Recipes.get().recipe(cell, Scale.QUICK).withPrecision(recorded.precision()),
                        recorded.provenance().dataset().get("sha256")))
                .isEqualTo(recorded.key());
    }

    @Test
    void validationImagesAreBalancedAndNotTrainedOn() {
        LabeledImages train = experiment.train();
        LabeledImages validation = experiment.validation().orElseThrow();

        assertThat(train.size()).isEqualTo(40);
        assertThat(validation.size()).isEqualTo(20);
        assertThat(validation.classCounts()).containsOnly(2);
        assertThat(train.classCounts()).containsOnly(4);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < train.size(); i++) {
            seen.add(train.select(i).sha256());
        }
        for (int i = 0; i < validation.size(); i++) {
            assertThat(seen).doesNotContain(validation.select(i).sha256());
        }
        assertThat(TinyExperiments.zoo(4, EPOCHS).validation().orElseThrow().sha256())
                .as("for another seed")
                .isEqualTo(validation.sha256());
    }

    @Test
    void whatToClampIsComparedOnTheValidationImages() throws IOException {
        ClippingComparison comparison =
                ClippingComparison.of(store, record, experiment.dataset(), List.of(20.0, 0.0), 2);

        assertThat(comparison.images()).isEqualTo(20);
        assertThat(comparison.fp32Accuracy())
                .isEqualTo(record.history().get(EPOCHS - 1).validationAccuracy());
        assertThat(comparison.rows())
                .extracting(ClippingComparison.Row::clippedPercent)
                .containsExactly(20.0, 0.0);
        assertThat(comparison.rows()).allSatisfy(row -> assertThat(row.draws()).isEqualTo(2));
        assertThat(comparison.markdown()).contains("| 20.0 % | ", "of 20 images of zoo/DWS_Conv_With_BN |");
    }

    @Test
    void theTestImagesAreLookedAtOnce() {
        assertThat(record.history())
                .allSatisfy(row -> assertThat(row.validationAccuracy()).isNotNull());
        assertThat(record.history().subList(0, EPOCHS - 1))
                .allSatisfy(row -> assertThat(row.testAccuracy()).isNull());
        assertThat(record.fp32Accuracy()).isNotNull();
        assertThat(record.trainImages()).isEqualTo(40);
    }

    @Test
    void smoothedTargetsGiveEveryClassItsShare() {
        DataSet batch = new DataSet(Nd4j.zeros(2, 1), Nd4j.createFromArray(new float[][] {{0, 1, 0, 0}, {1, 0, 0, 0}}));

        new LabelSmoothing(0.2).preProcess(batch);

        assertThat(batch.getLabels().toFloatMatrix()[0])
                .containsExactly(new float[] {0.05f, 0.85f, 0.05f, 0.05f}, within(1e-6f));
        assertThat(batch.getLabels().toFloatMatrix()[1])
                .containsExactly(new float[] {0.85f, 0.05f, 0.05f, 0.05f}, within(1e-6f));
    }

    @Test
    void theGradientOfTheSmoothedLossIsThatOfItsDifferences() {
        ComputationGraph network = SimpleBlockCnn.builder()
                .block(SimpleBlock.REGULAR)
                .width(0.03125)
                .blocksPerStage(1, 1, 1)
                .batchNorm(false)
                .inputShape(3, 8, 8)
                .numClasses(4)
                .hiddenUnits(4)
                .dropout(0)
                .dataType(DataType.DOUBLE)
                .seed(5)
                .build()
                .init();
        INDArray labels = Nd4j.eye(4).castTo(DataType.DOUBLE);
        DataSet batch = new DataSet(Nd4j.rand(DataType.DOUBLE, 4, 8, 8, 3), labels);
        new LabelSmoothing(0.1).preProcess(batch);
        network.setInputs(batch.getFeatures());
        network.setLabels(batch.getLabels());
        network.computeGradientAndScore();
        INDArray gradient = network.getGradientsViewArray().dup();
        INDArray parameters = network.params();
        double epsilon = 1e-6;
        for (long i = 0; i < parameters.length(); i += 7) {
            double value = parameters.getDouble(i);
            parameters.putScalar(i, value + epsilon);
            double above = network.score(batch, false);
            parameters.putScalar(i, value - epsilon);
            double below = network.score(batch, false);
            parameters.putScalar(i, value);
            // 1e-6 of step and 1e-16 of rounding leave nine digits; a kink of a rectifier within the step would show.
            assertThat(gradient.getDouble(i) / 4)
                    .as("parameter %d", i)
                    .isCloseTo((above - below) / (2 * epsilon), within(1e-7));
        }
    }

    @Test
    void anAverageIsTheWeightedSumThatItsDefinitionUnrollsTo() {
        ComputationGraph network = SimpleBlockCnn.builder()
                .width(0.03125)
                .blocksPerStage(1, 1, 1)
                .hiddenUnits(4)
                .inputShape(3, 8, 8)
                .dataType(DataType.DOUBLE)
                .build()
                .init();
        double decay = 0.7;
        WeightAverage average = new WeightAverage(decay, network.params().dup(), 0);
        List<INDArray> steps = new ArrayList<>(List.of(network.params().dup()));
        for (int step = 1; step <= 20; step++) {
            network.setParams(Nd4j.rand(DataType.DOUBLE, network.params().shape()));
            steps.add(network.params().dup());
            average.iterationDone(network, step, 0);
        }

        INDArray expected = Nd4j.zeros(DataType.DOUBLE, network.params().shape());
        double rest = 1;
        for (int step = 20; step >= 1; step--) {
            double kept = Math.min(decay, (1.0 + step) / (10.0 + step));
            expected.addi(steps.get(step).mul(rest * (1 - kept)));
            rest *= kept;
        }
        expected.addi(steps.get(0).mul(rest));
        assertThat(average.values().equalsWithEps(expected, 1e-12)).isTrue();
        // The warm-up of the average lets its start fade faster than the decay alone would.
        assertThat(rest).isLessThan(Math.pow(decay, 20));
    }

    @Test
    void theNetworkOfTheRunIsTheAverage() throws IOException {
        ComputationGraph averaged = store.network(record).orElseThrow();
        Path last = store.folder(record.key()).resolve(Checkpoints.FOLDER).resolve("epoch-0006.json");
        Checkpoint checkpoint = Json.mapper().readValue(last.toFile(), Checkpoint.class);

        assertThat(ParameterHash.of(averaged.params())).isEqualTo(record.paramsHash());
        assertThat(checkpoint.average().paramsHash()).isEqualTo(record.paramsHash());
        assertThat(checkpoint.paramsHash()).isNotEqualTo(record.paramsHash());
        assertThat(Predictions.of(
                                averaged,
                                experiment.test(),
                                experiment.dataset().standardization())
                        .accuracy())
                .isEqualTo(record.fp32Accuracy());
    }

    @Test
    void anIntactNetworkWithADamagedAverageIsNotGoneOnWith() throws IOException {
        RunStore damaged = RunStore.at(folder.resolve("damaged"));
        new Trainer(damaged).runUntil(experiment, 2);
        Path average =
                damaged.folder(experiment.key()).resolve(Checkpoints.FOLDER).resolve("epoch-0002-average.zip");
        byte[] content = Files.readAllBytes(average);
        content[content.length / 2] ^= 1;
        Files.write(average, content);

        assertThat(new Trainer(damaged).run(experiment).paramsHash()).isEqualTo(record.paramsHash());
    }

    @Test
    void theHashAfterTheFirstStepsIsRecordedAndNeedsNothingThatComesLater() throws IOException {
        assertThat(record.parameterHashAfterSteps().steps()).isEqualTo(200);
        RunStore other = RunStore.at(folder.resolve("first"));

        RunRecord begun = new Trainer(other).runUntil(experiment, 5);

        assertThat(begun.parameterHashAfterSteps()).isEqualTo(record.parameterHashAfterSteps());
        assertThat(new Trainer(RunStore.at(folder.resolve("short")))
                        .runUntil(experiment, 4)
                        .parameterHashAfterSteps())
                .as("after 160 steps")
                .isNull();
    }
}
