package org.quantzoo.reproductions.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.zoo.ghn.NodeEncoder;

/** Recipes of hypernetworks, and the architectures that they schedule. */
class GhnRecipesTests {

    @Test
    void everyTrainingHasARecipeAtEveryScale() {
        for (String cell : GhnRecipes.get().cells()) {
            for (Scale scale : List.of(Scale.SMOKE, Scale.QUICK, Scale.PAPER)) {
                GhnRecipe recipe = GhnRecipes.get().recipe(cell, scale);
                assertThat(recipe.architectureSplit().size()).isGreaterThanOrEqualTo(recipe.architectures());
                assertThat(recipe.rate(recipe.epochs() - 1)).isPositive();
                assertThat(recipe.start() == null || GhnRecipes.get().cells().contains(recipe.start()))
                        .isTrue();
                assertThat(GhnRecipes.get().evaluation(scale)).isNotNull();
            }
        }
    }

    @Test
    void thePapersSettingsAreThoseOfItsSection4() {
        GhnRecipe recipe = GhnRecipes.get().recipe("ghn-qat-w4a4", Scale.PAPER);

        assertThat(recipe.epochs()).isEqualTo(100);
        assertThat(recipe.imageBatch()).isEqualTo(32);
        assertThat(recipe.metaBatch()).isEqualTo(4);
        assertThat(recipe.maxDistance()).isEqualTo(10);
        assertThat(List.of(recipe.rate(0), recipe.rate(74), recipe.rate(75), recipe.rate(99)))
                .containsExactly(1e-3, 1e-3, 1e-4, 1e-4);
        assertThat(recipe.quantization().weightBits()).isEqualTo(4);
        assertThat(recipe.quantization().activationBits()).isEqualTo(4);
        assertThat(GhnRecipes.get().recipe("ghn-2", Scale.PAPER).rate(200)).isEqualTo(1e-4);
        assertThat(GhnRecipes.get().recipe("bn-free-qat-w4a4", Scale.PAPER).metaBatch())
                .isEqualTo(16);
    }

    /** GHN-11 compares these four and nothing else about them. */
    @ParameterizedTest
    @EnumSource(
            value = Scale.class,
            names = {"SMOKE", "QUICK", "PAPER"})
    void theTrainingsOfTheClaimOnStabilityDifferInRangeAndMetaBatchAlone(Scale scale) {
        GhnRecipe large = GhnRecipes.get().recipe("bn-free-qat-w4a4", scale);
        GhnRecipe small = GhnRecipes.get().recipe("bn-free-qat-w4a4-meta-4", scale);
        GhnRecipe absolute = GhnRecipes.get().recipe("bn-free-qat-w4a4-absolute", scale);
        GhnRecipe smallAbsolute = GhnRecipes.get().recipe("bn-free-qat-w4a4-absolute-meta-4", scale);

        assertThat(small.metaBatch()).isLessThan(large.metaBatch());
        assertThat(large.quantization().clippedPercent()).isEqualTo(1);
        assertThat(absolute.quantization().clippedPercent()).isZero();
        assertThat(without(large, "metaBatch", "maxNodes")).isEqualTo(without(small, "metaBatch", "maxNodes"));
        assertThat(without(absolute, "metaBatch", "maxNodes"))
                .isEqualTo(without(smallAbsolute, "metaBatch", "maxNodes"));
        assertThat(without(large, "quantization")).isEqualTo(without(absolute, "quantization"));
    }

    private static ObjectNode without(GhnRecipe recipe, String... fields) {
        return Json.tree(recipe).without(List.of(fields));
    }

    @Test
    void theBaselineIsTrainedAsGhn2IsAndTheFieldThatTellsThemApartChangesNoOtherKey() {
        GhnRecipe ghn2 = GhnRecipes.get().recipe("ghn-2", Scale.PAPER);
        GhnRecipe baseline = GhnRecipes.get().recipe("mlp", Scale.PAPER);

        assertThat(baseline.configuration(10).encoder()).isEqualTo(NodeEncoder.PERCEPTRON);
        ObjectNode withoutField = Json.tree(baseline);
        withoutField.remove("encoder");
        assertThat(Json.line(withoutField)).isEqualTo(Json.line(Json.tree(ghn2)));
        assertThat(Json.line(ghn2)).doesNotContain("encoder");
    }

    @Test
    void anUnknownTrainingIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> GhnRecipes.get().recipe("ghn-3", Scale.QUICK))
                .hasMessageContaining("ghn-3")
                .hasMessageContaining("ghn-qat-w4a4");
    }

    @Test
    void oneMetaBatchAfterTheOtherVisitsEveryArchitectureOnceAPass() {
        GhnRecipe recipe = GhnRecipes.get().recipe("ghn-2", Scale.SMOKE);
        // Without a limit of nodes no meta-batch is drawn again.
        var settings = Json.tree(recipe).put("maxNodes", 100_000);
        GhnRecipe unlimited = Json.mapper().convertValue(settings, GhnRecipe.class);
        ArchitectureSchedule schedule = new ArchitectureSchedule(unlimited, 10, 7);
        Set<Architecture> visited = new HashSet<>();

        for (int step = 0; step < recipe.architectures() / recipe.metaBatch(); step++) {
            visited.addAll(schedule.metaBatch(step, 0));
        }

        assertThat(visited).hasSize(recipe.architectures());
    }

    @Test
    void aStepsArchitecturesDependOnSeedStepAndAttemptAloneAndKeepTheLimitOfNodes() {
        GhnRecipe recipe = GhnRecipes.get().recipe("ghn-2", Scale.SMOKE);
        ArchitectureSchedule schedule = new ArchitectureSchedule(recipe, 10, 7);
        List<Architecture> first = schedule.metaBatch(11, 0);
        schedule.metaBatch(3, 0);

        assertThat(schedule.metaBatch(11, 0)).isEqualTo(first);
        assertThat(schedule.metaBatch(11, 1)).isNotEqualTo(first);
        assertThat(new ArchitectureSchedule(recipe, 10, 8).metaBatch(11, 0)).isNotEqualTo(first);
        assertThat(first.stream()
                        .mapToInt(architecture ->
                                NetworkGraph.of(architecture, 10).size())
                        .sum())
                .isLessThanOrEqualTo(recipe.maxNodes());
        assertThat(first)
                .allSatisfy(architecture -> assertThat(architecture.channels()).isEqualTo(4));
    }
}
