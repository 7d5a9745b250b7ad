package org.quantzoo.reproductions.checks;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The claims of the thesis that recorded runs can decide. */
@PaperChecks
class ThesisVerdictTests {

    @TestFactory
    Stream<DynamicTest> claims_are_judged_by_recorded_runs() {
        return VerdictChecks.of("thesis");
    }
}
