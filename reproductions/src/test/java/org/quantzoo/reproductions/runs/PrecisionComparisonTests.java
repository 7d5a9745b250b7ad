package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecisionComparisonTests {
    private static final String CELL = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";

    @TempDir
    Path runs;

    @Test
    void thePageOnTheEngineShowsWhatThePublishedRecordsSay() throws IOException {
        String page = Files.readString(Path.of("../docs/engine.md"));
        String table = PrecisionComparison.of(
                        RunStore.at(Path.of("../benchmarks/results/precision")),
                        "starting-positions/table1/Regular_Conv_With_BN_GlorotUni",
                        Scale.QUICK,
                        "float32",
                        "bfloat16")
                .markdown();
        assertThat(table.lines().filter(line -> line.startsWith("|")))
                .hasSizeGreaterThan(20)
                .allSatisfy(row -> assertThat(page).contains(row));
    }

    @Test
    void runsThatDifferInMoreThanThePrecisionAreNotCompared() throws IOException {
        store(RunRecords.completed(CELL, 1, 80, 60));
        store(RunRecords.completed(CELL, 2, 82, 62));
        store(RunRecords.inBfloat16(RunRecords.completed(CELL, 1, 81, 61)));
        ObjectNode longer = Json.tree(RunRecords.inBfloat16(RunRecords.completed(CELL, 2, 83, 61)));
        longer.withObject("/recipe").put("batchSize", 64);
        store(Json.mapper().convertValue(longer, RunRecord.class));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrecisionComparison.of(RunStore.at(runs), CELL, Scale.QUICK, "float32", "bfloat16"))
                .withMessageContaining("differ in precision alone")
                .withMessageContaining("seed-2")
                .withMessageContaining("batchSize=64");
    }

    private void store(RunRecord record) throws IOException {
        Path file = runs.resolve(record.record());
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.pretty(record));
    }
}
