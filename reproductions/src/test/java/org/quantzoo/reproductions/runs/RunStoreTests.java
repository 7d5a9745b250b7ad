package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.datasets.store.AtomicFiles;

class RunStoreTests {
    @TempDir
    Path folder;

    private RunStore store;

    @BeforeEach
    void openStore() {
        store = RunStore.at(folder.resolve("runs"));
    }

    @Test
    void aPublishedRecordReadsBackEqual() throws IOException {
        RunRecord record = RunRecords.completed("starting-positions/table1/DWS_Conv_With_BN_HeNorm", 1, 79.5, 70.0);
        publish(record);

        assertThat(store.find(record.key())).hasValue(record);
        assertThat(store.records()).containsExactly(record);
        assertThat(store.file(record)).exists();
    }

    @Test
    void recordsAreListedByCellAndScaleInOrderOfSeeds() throws IOException {
        RunRecord third = RunRecords.completed("a/table/cell", 3, 50, 40);
        RunRecord first = RunRecords.completed("a/table/cell", 1, 60, 50);
        publish(third);
        publish(first);
        publish(RunRecords.completed("a/table/cell-of-longer-name", 1, 60, 50));

        assertThat(store.records("a/table/cell", Scale.QUICK)).containsExactly(first, third);
        assertThat(store.records("a/table/cell", Scale.PAPER)).isEmpty();
        assertThat(store.records("a/table/none")).isEmpty();
    }

    @Test
    void aMetricIsFoundByTheNameThatThePapersUse() {
        RunRecord record = RunRecords.completed("a/table/cell", 1, 80, 60);

        assertThat(record.metric("fp32_accuracy")).hasValue(80);
        assertThat(record.metric("percent_accuracy_decrease")).hasValue(25);
        assertThatThrownBy(() -> record.metric("accuracy")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRecordIsJsonWithSortedKeysAndTheNamesOfTheTables() {
        String json = Json.pretty(RunRecords.completed("a/table/cell", 1, 80, 60));

        assertThat(json)
                .contains(
                        "\"fp32_accuracy\" : 80.0",
                        "\"quint8_accuracy\" : 60.0",
                        "\"qmse\"",
                        "\"qce\"",
                        "\"percent_accuracy_decrease\" : 25.0",
                        "\"paramsHash\"",
                        "\"record\"",
                        "\"kernels\"",
                        "\"precision\"",
                        "\"trainImages\"",
                        "\"width\"");
        assertThat(json.indexOf("\"calibrations\"")).isLessThan(json.indexOf("\"cell\""));
        assertThat(json.indexOf("\"seed\"")).isLessThan(json.indexOf("\"status\""));
    }

    @Test
    void aDamagedRecordIsNamedWithItsRemedy() throws IOException {
        RunRecord record = RunRecords.completed("a/table/cell", 1, 80, 60);
        publish(record);
        Files.writeString(store.file(record), "{\"cell\": 3");

        assertThatThrownBy(() -> store.find(record.key()))
                .hasMessageContaining("record.json")
                .hasMessageContaining("run its cell again");
    }

    @Test
    void aRunCanBeWrittenByOneOwnerOnly() throws IOException {
        RunKey key = new RunKey("a/table/cell", Scale.SMOKE, 1, "0123456789ab");
        try (RunFolder open = store.open(key)) {
            assertThat(open.path()).exists();
            assertThatThrownBy(() -> store.open(key))
                    .isInstanceOf(RunInUseException.class)
                    .hasMessageContaining("a/table/cell")
                    .hasMessageContaining("another process");
        }
        store.open(key).close();
    }

    @Test
    void exportedRecordsKeepTheirPathsAndLeaveOtherScalesOut() throws IOException {
        RunRecord record = RunRecords.completed("a/table/cell", 1, 80, 60);
        publish(record);
        Path target = folder.resolve("results");

        assertThat(store.export(target, Scale.PAPER)).isZero();
        assertThat(store.export(target, Scale.QUICK)).isOne();
        assertThat(RunStore.at(target).records()).containsExactly(record);
    }

    @Test
    void aFileWhoseWritingFailsLeavesNothingUnderItsName() {
        Path target = folder.resolve("file.bin");

        assertThatThrownBy(() -> AtomicFiles.write(target, temporary -> {
                    Files.writeString(temporary, "half");
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(folder).isEmptyDirectory();
    }

    private void publish(RunRecord record) throws IOException {
        try (RunFolder open = store.open(record.key())) {
            store.publish(open, record);
        }
    }
}
