package org.quantzoo.zoo.pretrained;

import java.util.List;
import java.util.Locale;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Accuracy;

/** Checkpoints as a table in Markdown. */
public final class CheckpointTable {
    private static final String HEAD =
            """
            | artifact `org.quantzoo:checkpoint-...` | network, width | scale | precision | size | fp32 | quint8 | W4A4 | million MACs |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private CheckpointTable() {}

    /** One row a checkpoint; accuracies in percent of the test images. */
    public static String of(List<Checkpoint> checkpoints) {
        StringBuilder table = new StringBuilder(HEAD);
        for (Checkpoint checkpoint : checkpoints) {
            CheckpointMetadata metadata = checkpoint.metadata();
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s, %s | %s | %s | %.2f MB | %.2f | %s | %s | %.1f |\n",
                    metadata.id(),
                    metadata.network(),
                    metadata.arguments().get("width"),
                    metadata.scale(),
                    metadata.precision().id(),
                    metadata.bytes() / 1e6,
                    metadata.evaluation().fp32Accuracy(),
                    text(metadata.evaluation().quint8()),
                    text(metadata.evaluation().w4a4()),
                    metadata.convolutionMacs() / 1e6));
        }
        return table.toString();
    }

    private static String text(Accuracy accuracy) {
        return accuracy == null
                ? "not measured"
                : String.format(Locale.ROOT, "%.2f (sd %.2f)", accuracy.mean(), accuracy.standardDeviation());
    }
}
