package org.quantzoo.zoo.pretrained;

import java.util.List;
import java.util.Locale;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Accuracy;

/** Checkpoints as a table in Markdown. */
public final class CheckpointTable {
    private static final String HEAD =
            """
            | artifact `org.quantzoo:checkpoint-...` | network, width, blocks a stage | training | precision | size | test images | fp32 of the run | this file | over calibration draws | million MACs |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private CheckpointTable() {}

    /** One row a checkpoint; accuracies in percent of the test images. */
    public static String of(List<Checkpoint> checkpoints) {
        StringBuilder table = new StringBuilder(HEAD);
        for (Checkpoint checkpoint : checkpoints) {
            CheckpointMetadata metadata = checkpoint.metadata();
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s, %s, %s | %s | %s | %.2f MB | %,d | %.2f | %.2f | %s | %.1f |\n",
                    metadata.id(),
                    metadata.network(),
                    metadata.arguments().get("width"),
                    metadata.arguments().get("blocksPerStage"),
                    training(metadata),
                    precision(metadata),
                    metadata.bytes() / 1e6,
                    metadata.evaluation().testImages(),
                    metadata.evaluation().fp32Accuracy(),
                    metadata.evaluation().storedAccuracy(),
                    metadata.precision() == Precision.QUINT8
                            ? text(metadata.evaluation().quint8())
                            : "",
                    metadata.convolutionMacs() / 1e6));
        }
        return table.toString();
    }

    private static String precision(CheckpointMetadata metadata) {
        String precision = metadata.precision().id();
        return metadata.weightStorage() == null
                ? precision
                : precision + ", weights " + metadata.weightStorage().id();
    }

    private static String training(CheckpointMetadata metadata) {
        int seeds = metadata.seeds().size();
        boolean fineTuned =
                metadata.recipe().at("/refinements/quantizationAware").isObject();
        return String.format(
                Locale.ROOT,
                "%s: %d epochs%s, %d %s",
                metadata.scale(),
                metadata.recipe().path("epochs").asInt(),
                fineTuned ? " of fine-tuning" : "",
                seeds,
                seeds == 1 ? "seed" : "seeds");
    }

    private static String text(Accuracy accuracy) {
        return String.format(
                Locale.ROOT, "%.2f (sd %.2f of %d)", accuracy.mean(), accuracy.standardDeviation(), accuracy.draws());
    }
}
