package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.models.HeadPooling;

class RecipeTests {
    private final Cell cell = Cells.get().cell("starting-positions/table1/DWS_Conv_With_BN_HeNorm");

    @Test
    void atPaperScaleTheRateStepsAtTheEpochsOfTheThesis() {
        Recipe paper = Recipes.get().recipe(cell, Scale.PAPER);

        assertThat(paper.epochs()).isEqualTo(200);
        assertThat(paper.ratesByEpoch()).containsOnlyKeys(0, 75, 120, 170);
        assertThat(paper.rate(74)).isEqualTo(1e-2);
        assertThat(paper.rate(75)).isEqualTo(1e-3);
        assertThat(paper.rate(150)).isEqualTo(1e-4);
        assertThat(paper.rate(199)).isEqualTo(1e-5);
        assertThat(paper.milestoneEpochs()).containsExactly(5, 50, 75, 150, 200);
    }

    @ParameterizedTest
    @EnumSource(value = Scale.class, mode = EnumSource.Mode.EXCLUDE, names = "ZOO")
    void everyScaleOfAPaperHasARecipeThatEndsWithTheSmallestRate(Scale scale) {
        Recipe recipe = Recipes.get().recipe(cell, scale);

        assertThat(recipe.ratesByEpoch().firstKey()).isZero();
        assertThat(recipe.rate(recipe.epochs() - 1))
                .isEqualTo(recipe.ratesByEpoch().values().stream()
                        .reduce((first, second) -> second)
                        .orElseThrow());
        assertThat(Recipes.get().dataset(scale)).isNotBlank();
    }

    @Test
    void theZooTrainsNetworksWithoutBatchNormalisationAtSmallerRatesAndDecaysTheirWeightsLess() {
        Recipe with = Recipes.get().recipe(Cells.get().cell("zoo/Regular_Conv_With_BN"), Scale.ZOO);
        Recipe without = Recipes.get().recipe(Cells.get().cell("zoo/Regular_Conv_No_BN"), Scale.ZOO);

        assertThat(without.learningRate().get(0).rate())
                .isEqualTo(with.learningRate().get(0).rate() / 5);
        assertThat(without.epochs()).isEqualTo(6);
        assertThat(with.epochs()).isEqualTo(8);
        assertThat(without.headPooling()).isEqualTo(HeadPooling.MAX);
        assertThat(with.headPooling()).isEqualTo(HeadPooling.AVERAGE);
        assertThat(without.refinements().weightDecay())
                .isEqualTo(with.refinements().weightDecay() / 10);
        // What an override does not name inside an object stays.
        assertThat(without.refinements())
                .usingRecursiveComparison()
                .ignoringFields("weightDecay")
                .isEqualTo(with.refinements());
    }

    @Test
    void theSmallestNetworkOfTheZooIsTrainedForLongerInFloatAloneAndOtherwiseAsTheOthers() {
        Recipe common = Recipes.get().recipe(Cells.get().cell("zoo/Regular_Conv_With_BN"), Scale.ZOO);
        Recipe smallest = Recipes.get().recipe(Cells.get().cell("zoo/DWS_Conv_With_BN"), Scale.ZOO);
        Recipe fourBits = Recipes.get().recipe(Cells.get().cell("zoo-w4a4/DWS_Conv_With_BN"), Scale.ZOO);

        assertThat(smallest.epochs()).isEqualTo(12);
        assertThat(smallest).usingRecursiveComparison().ignoringFields("epochs").isEqualTo(common);
        assertThat(fourBits.epochs()).isEqualTo(2);
    }

    @Test
    void theNetworkOfFourBitsIsThatOfTheFloatRun() {
        for (String network : List.of("Regular_Conv_No_BN", "Basic_Residual_With_BN", "DWS_Conv_With_BN")) {
            Recipe start = Recipes.get().recipe(Cells.get().cell("zoo/" + network), Scale.ZOO);
            Recipe further = Recipes.get().recipe(Cells.get().cell("zoo-w4a4/" + network), Scale.ZOO);

            assertThat(further.headPooling()).isEqualTo(start.headPooling());
            assertThat(further.blocksPerStage()).isEqualTo(start.blocksPerStage());
            assertThat(further.hiddenUnits()).isEqualTo(start.hiddenUnits());
        }
    }

    @Test
    void smallerScalesKeepWhatTheyDoNotChange() {
        Recipe quick = Recipes.get().recipe(cell, Scale.QUICK);

        assertThat(quick.momentum()).isEqualTo(0.9);
        assertThat(quick.hiddenUnits()).isEqualTo(256);
        assertThat(quick.width()).isLessThan(1);
    }

    @Test
    void theKeyOfARunDependsOnRecipeNetworkAndImages() {
        Recipe quick = Recipes.get().recipe(cell, Scale.QUICK);
        RunKey key = RunKey.of(cell, Scale.QUICK, 1, quick, "images");

        assertThat(RunKey.of(cell, Scale.QUICK, 1, quick, "images")).isEqualTo(key);
        assertThat(RunKey.of(cell, Scale.QUICK, 1, quick, "other images").recipeHash())
                .isNotEqualTo(key.recipeHash());
        assertThat(RunKey.of(cell, Scale.QUICK, 1, Recipes.get().recipe(cell, Scale.SMOKE), "images")
                        .recipeHash())
                .isNotEqualTo(key.recipeHash());
    }

    @Test
    void anUnknownScaleIsAnsweredWithThoseThatExist() {
        assertThatThrownBy(() -> Scale.of("fast"))
                .hasMessage("Unknown scale 'fast'; expected smoke, quick, paper or zoo.");
    }
}
