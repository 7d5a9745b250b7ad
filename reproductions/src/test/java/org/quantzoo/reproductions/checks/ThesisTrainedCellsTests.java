package org.quantzoo.reproductions.checks;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Chapter 5: FactorizeNet. */
@PaperChecks
class ThesisTrainedCellsTests {

    @TestFactory
    Stream<DynamicTest> cells_trained_earlier_stand_beside_their_paper_rows() throws IOException {
        return TrainedCells.earlier("thesis/ch5-text");
    }
}
