package org.quantzoo.zoo.pretrained;

import java.util.List;
import java.util.Locale;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Accuracy;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Evaluation;

/** Checkpoints as a table in Markdown. */
public final class CheckpointTable {
    private static final String HEAD =
            """
            | artifact `org.quantzoo:checkpoint-...` | network, width | training | precision | size | test images | fp32 | quint8 | W4A4 | million MACs |
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
                    "| `%s` | %s, %s | %s | %s | %.2f MB | %,d | %s | %s | %s | %.1f |\n",
                    metadata.id(),
                    metadata.network(),
                    metadata.arguments().get("width"),
                    training(metadata),
                    precision(metadata),
                    metadata.bytes() / 1e6,
                    metadata.evaluation().testImages(),
                    fp32(metadata.evaluation()),
                    text(metadata.evaluation().quint8()),
                    text(metadata.evaluation().w4a4()),
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

    /** Of the run, and of the file where rounding its weights made another network of it. */
    private static String fp32(Evaluation evaluation) {
        String ofRun = String.format(Locale.ROOT, "%.2f", evaluation.fp32Accuracy());
        return evaluation.storedAccuracy() == null
                ? ofRun
                : ofRun + String.format(Locale.ROOT, " (stored: %.2f)", evaluation.storedAccuracy());
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

    /** One draw has no deviation. */
    private static String text(Accuracy accuracy) {
        if (accuracy == null) {
            return "not measured";
        }
        String mean = String.format(Locale.ROOT, "%.2f", accuracy.mean());
        return accuracy.draws() == 1
                ? mean
                : mean + String.format(Locale.ROOT, " (sd %.2f of %d)", accuracy.standardDeviation(), accuracy.draws());
    }
}
