package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.runs.LayerProfile.Row;
import org.quantzoo.zoo.analysis.AnalyzedTensor;
import org.quantzoo.zoo.analysis.LayerwiseTable;
import org.quantzoo.zoo.layers.KernelSelector;

class LayerProfileTests {
    @TempDir
    Path folder;

    @Test
    void anExportedRunKeepsTheRangesAndPrecisionsOfItsLayers() throws IOException {
        RunStore store = RunStore.at(folder.resolve("runs"));
        Path exported = folder.resolve("exported");
        Experiment experiment = TinyExperiments.depthwise(1, 2);
        ImageDataset images = ImageDatasets.resolve("embedded");
        RunRecord record;
        try (KernelSelector.Override ignored = TinyExperiments.inOneThread()) {
            record = new Trainer(
                            store,
                            TrainingProgress.NONE,
                            "test",
                            List.of(AnalysisHistory.of(store, experiment.key())
                                    .listener(SampleBatches.training(images, 16, 1))))
                    .run(experiment);
        }
        assertThat(store.export(exported, Scale.SMOKE)).isEqualTo(1);

        LayerProfile analysed = store.profile(record).orElseThrow();
        LayerProfile kept = RunStore.at(exported).profile(record).orElseThrow();
        assertThat(analysed.epochs()).containsExactly(1, 2);
        assertThat(LayerwiseTable.layers(RunStore.at(exported).tensors(record).orElseThrow()))
                .isEqualTo(LayerwiseTable.layers(store.tensors(record).orElseThrow()));
        assertThat(kept.csv()).isEqualTo(analysed.csv());
        assertThat(kept.last(AnalyzedTensor.FOLDED_WEIGHTS))
                .extracting(Row::layer)
                .startsWith("stem.conv", "block2.depthwise")
                .hasSize(17 + 3);
        assertThat(kept.last(AnalyzedTensor.ACTIVATIONS)).allSatisfy(row -> {
            assertThat(row.epoch()).isEqualTo(2);
            assertThat(row.precision()).isBetween(0.0, 1.0);
        });
    }

    @Test
    void aFileThatIsNoTableOfLayersIsToldApart() throws IOException {
        Path file = folder.resolve("profile.csv");
        Files.writeString(file, "a,b\n1,2\n");

        assertThatThrownBy(() -> LayerProfile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("beginning with 'epoch,index,layer");
    }
}
