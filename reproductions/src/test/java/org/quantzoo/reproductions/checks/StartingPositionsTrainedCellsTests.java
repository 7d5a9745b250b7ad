package org.quantzoo.reproductions.checks;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tables 1 and 2: simple and complex blocks with twelve initialisers. */
@PaperChecks
class StartingPositionsTrainedCellsTests {

    @TestFactory
    Stream<DynamicTest> cells_trained_by_this_build_stand_beside_their_paper_rows() {
        return TrainedCells.byThisBuild();
    }

    @TestFactory
    Stream<DynamicTest> cells_trained_earlier_stand_beside_their_paper_rows() throws IOException {
        return TrainedCells.earlier("starting-positions/table1", "starting-positions/table2");
    }
}
