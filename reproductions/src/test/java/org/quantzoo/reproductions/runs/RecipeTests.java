package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;

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
    void theZooTrainsNetworksWithoutBatchNormalisationAtSmallerRates() {
        Recipe with = Recipes.get().recipe(Cells.get().cell("zoo/Regular_Conv_With_BN"), Scale.ZOO);
        Recipe without = Recipes.get().recipe(Cells.get().cell("zoo/Regular_Conv_No_BN"), Scale.ZOO);

        assertThat(without.learningRate().get(0).rate())
                .isEqualTo(with.learningRate().get(0).rate() / 5);
        assertThat(without.epochs()).isEqualTo(with.epochs());
        assertThat(without.refinements()).isEqualTo(with.refinements());
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
