package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.ArchitectureFile;
import org.quantzoo.datasets.architectures.ArchitectureJson;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.architectures.ArchitectureStatistics;
import org.quantzoo.reproductions.plots.ArchitecturePage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "sample",
        description =
                "Draws the architectures of a split: prints genotypes, one JSON object per line, or writes them to a"
                        + " file; on demand, describes them on a page.")
final class SampleArchitectures implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--split",
            required = true,
            description = "convnets-250k, bnfree-convnets-50k, validation, id, deep, wide or bn-free.")
    private String split;

    @Option(names = "--count", paramLabel = "N", description = "How many; default: all of the published split.")
    private Integer count;

    @Option(names = "--seed", paramLabel = "K", description = "Decides which; default: the published split's.")
    private Long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the compact file, which ends with its own SHA-256, instead of printing genotypes.")
    private Path out;

    @Option(
            names = "--statistics",
            paramLabel = "FILE.md",
            description = "Write a page with statistics and histograms; the figure goes beside it as PNG.")
    private Path statistics;

    @Override
    public Integer call() throws IOException {
        ArchitectureSplit chosen = ArchitectureSplit.ofId(split);
        if (count != null && count < 1) {
            throw new ParameterException(spec.commandLine(), "--count expects at least 1, found " + count + ".");
        }
        long usedSeed = seed == null ? chosen.seed() : seed;
        long start = System.nanoTime();
        List<Architecture> architectures = chosen.architectures(count == null ? chosen.size() : count, usedSeed);
        double seconds = (System.nanoTime() - start) / 1e9;
        PrintWriter print = spec.commandLine().getOut();
        ArchitectureFile file = new ArchitectureFile(chosen.id(), usedSeed, architectures);
        if (out != null) {
            file.write(out);
            print.println(String.format(
                    Locale.ROOT,
                    "%d architectures of %s, seed %d, drawn in %.1f s (%.0f per second): %s",
                    architectures.size(),
                    chosen.id(),
                    usedSeed,
                    seconds,
                    architectures.size() / seconds,
                    out.toAbsolutePath()));
            print.println("SHA-256 " + file.sha256());
        } else if (statistics == null) {
            architectures.forEach(architecture -> print.println(ArchitectureJson.write(architecture)));
        }
        if (statistics != null) {
            ArchitecturePage page = new ArchitecturePage(file, ArchitectureStatistics.of(architectures));
            page.write(statistics);
            print.println("Statistics: " + statistics.toAbsolutePath());
        }
        return 0;
    }
}
