package org.quantzoo.reproductions.checks;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.models.NetworkCost;

/** Multiply-accumulates of the thesis' networks (section 5.5), counted in the configurations that are trained. */
@PaperChecks
class ThesisConvolutionCostTests {

    private static final String TABLE = "thesis/ch5-text";
    private static final ImageShape IMAGE = new ImageShape(32, 32, 3);
    private static final double MILLION = 1e6;

    @TestFactory
    Stream<DynamicTest> macs_are_those_of_the_text() {
        return PaperTables.get().table(TABLE).entries().stream()
                .filter(entry -> entry.find("conv_mmacs").isPresent())
                .map(entry -> DynamicTest.dynamicTest(entry.row(), () -> compare(entry)));
    }

    private static void compare(PaperEntry entry) {
        NetworkCost cost = cost(Cells.get().measuring(entry.id()).orElseThrow().cell());
        PaperCheck.of(entry)
                .named("Convolution MACs of " + entry.row())
                .claims("TH-20")
                .run(check -> check.reproduces(
                        "conv_mmacs",
                        Measurement.of(cost.convolutionMacs() / MILLION),
                        Tolerance.absolute(0.05, "half a unit of the one decimal that the text prints")));
    }

    /** The totals to the last operation; the text prints those of the first, second and sixth, the others are predictions. */
    @ParameterizedTest
    @CsvSource({
        "starting-positions/table1/Regular_Conv_With_BN_GlorotUni, 1918656, 266010624",
        "thesis/ch5-text/FactorizeNet-f2, 1081024, 153812992",
        "thesis/ch5-text/FactorizeNet-f4, 647872, 92471296",
        "thesis/ch5-text/FactorizeNet-f8, 431296, 61800448",
        "thesis/ch5-text/FactorizeNet-f16, 323008, 46465024",
        "thesis/ch5-text/FactorizeNet-f_init2, 528064, 104267776",
        "thesis/ch5-text/FactorizeNet-f_init4, 371392, 67698688",
        "starting-positions/table1/DWS_Conv_With_BN_GlorotUni, 224512, 33415168"
    })
    void counts_are_exact(String cellId, long weights, long macs) {
        Cell cell = Cells.get().cell(cellId);
        NetworkCost cost = cost(cell);
        PaperCheck.of("thesis", "Section 5.5: costs that follow from the macro-architecture", cell.name())
                .named("Weights and MACs of the convolutions of " + cell.name())
                .claims("TH-20")
                .run(check -> {
                    Tolerance count = Tolerance.exact("a count");
                    check.matches("convolution weights", weights, cost.convolutionWeights(), count);
                    check.matches("convolution MACs", macs, cost.convolutionMacs(), count);
                });
    }

    private static NetworkCost cost(Cell cell) {
        return NetworkCost.of(
                Networks.of(cell.network(), Recipes.get().recipe(cell, Scale.PAPER), IMAGE, 10, 1)
                        .conf(),
                InputType.convolutional(IMAGE.height(), IMAGE.width(), IMAGE.channels(), CNN2DFormat.NHWC));
    }
}
