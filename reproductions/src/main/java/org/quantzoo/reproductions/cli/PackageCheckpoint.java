package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.runs.CheckpointPackage;
import org.quantzoo.reproductions.runs.FineTuning;
import org.quantzoo.reproductions.runs.Publication;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;
import org.quantzoo.zoo.pretrained.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "package-checkpoint",
        description =
                "Writes the network of a finished run, with its metadata, as the resources of a checkpoint artifact.")
final class PackageCheckpoint implements Callable<Integer> {
    @ParentCommand
    private Reproduce reproduce;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CELL", description = "For example starting-positions/table1/DWS_Conv_With_BN_HeNorm.")
    private String cell;

    @Option(names = "--scale", description = "Of the run: smoke, quick (default) or paper; zoo for the zoo's cells.")
    private String scale;

    @Option(names = "--seed", defaultValue = "1", description = "Which run; default 1.")
    private long seed;

    @Option(
            names = "--precision",
            defaultValue = "quint8",
            description = "float32, its weights stored as bfloat16, or quint8 (default); w4a4 for runs of"
                    + " quantization-aware training.")
    private String precision;

    @Option(
            names = "--clip",
            paramLabel = "PERCENT",
            description = "In quint8, clamp this share of the activations at each end; default: the recipe's.")
    private Double clippedPercent;

    @Option(names = "--id", required = true, paramLabel = "ID", description = "Of the checkpoint and its files.")
    private String id;

    @Option(
            names = "--network",
            required = true,
            paramLabel = "NAME",
            description = "For example Regular_Conv_With_BN.")
    private String network;

    @Option(names = "--dataset", defaultValue = "cifar10", description = "cifar10 (default), cifar100 or embedded.")
    private String dataset;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The artifact's src/main/resources.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        RunStore store = reproduce.store();
        Cell declared = Cells.get().cell(cell);
        Scale chosen = scale == null ? Recipes.get().defaultScale(declared) : Scale.of(scale);
        RunRecord record = store.latest(declared.id(), chosen, seed, RunRecord::completed)
                .orElseThrow(() -> new NoSuchElementException("There is no completed run of " + cell + " in "
                        + store.root() + "; make one with: " + run(declared.id(), chosen)));
        List<String> commands = new ArrayList<>();
        if (record.recipe().quantizationAware().isPresent()) {
            commands.add(run(FineTuning.floatCell(declared), chosen));
        }
        commands.add(run(declared.id(), chosen));
        commands.add("reproduce package-checkpoint " + declared.id() + " --scale " + chosen + " --seed " + seed
                + " --precision " + precision + (clippedPercent == null ? "" : " --clip " + clippedPercent) + " --id "
                + id
                + " --network " + network + " --dataset " + dataset
                + " --out DIR");
        CheckpointMetadata metadata = new CheckpointPackage(store, ImageDatasets.resolve(dataset))
                .write(record, new Publication(id, network, Precision.of(precision), clippedPercent, commands), out);
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s: %,d parameters, %,d bytes, SHA-256 %s",
                        metadata.id(),
                        metadata.parameters(),
                        metadata.bytes(),
                        metadata.sha256()));
        return 0;
    }

    private String run(String id, Scale chosen) {
        return "reproduce run " + id + " --scale " + chosen + " --seed " + seed;
    }
}
