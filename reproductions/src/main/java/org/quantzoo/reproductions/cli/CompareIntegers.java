package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.reproductions.runs.IntegerAgreement;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.zoo.integer.IntegerNetwork;
import org.quantzoo.zoo.integer.LayerDifferences;
import org.quantzoo.zoo.pretrained.Checkpoint;
import org.quantzoo.zoo.pretrained.Checkpoints;
import org.quantzoo.zoo.pretrained.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compare-integers",
        description = {
            "Runs the quantized networks of checkpoint artifacts in integer arithmetic and in simulation, and compares them"
                    + " as a Markdown table.",
            "Float checkpoints are passed over."
        })
final class CompareIntegers implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "ARTIFACT",
            description = "The jar of a checkpoint, or its folder of resources: checkpoints/*/src/main/resources.")
    private List<Path> artifacts;

    @Option(
            names = "--images",
            paramLabel = "NUMBER",
            defaultValue = "10000",
            description = "How many of the test images, from the first; default all 10,000.")
    private int images;

    @Option(
            names = "--layers",
            paramLabel = "DIR",
            description = "Also write the differences layer by layer there, one CSV file a checkpoint.")
    private Path layers;

    @Mixin
    private ImagesOption dataset;

    @Override
    public Integer call() throws IOException {
        if (images < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--images is the number of test images, at least 1, found " + images + ".");
        }
        Optional<String> unavailable = IntegerNetwork.unavailable();
        if (unavailable.isPresent()) {
            throw new ParameterException(spec.commandLine(), unavailable.get());
        }
        PrintWriter out = spec.commandLine().getOut();
        try (URLClassLoader loader = new URLClassLoader(urls(), null)) {
            List<Checkpoint> quantized = Checkpoints.of(loader).all().stream()
                    .filter(checkpoint -> checkpoint.metadata().precision() != Precision.FLOAT32)
                    .toList();
            if (quantized.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no quantized checkpoint in " + artifacts
                                + "; name the jars of checkpoints, or their folders src/main/resources.");
            }
            ImageDataset test = dataset.resolve(Scale.ZOO, out);
            List<IntegerAgreement> agreements = new ArrayList<>();
            for (Checkpoint checkpoint : quantized) {
                IntegerAgreement agreement = IntegerAgreement.of(checkpoint, test, images);
                agreements.add(agreement);
                if (layers != null) {
                    AtomicFiles.write(
                            layers.resolve(agreement.id() + ".csv"),
                            LayerDifferences.csv(agreement.layers()).getBytes(StandardCharsets.UTF_8));
                }
                out.println(agreement.id() + " computes in float32: " + String.join(", ", agreement.floatLayers()));
                out.flush();
            }
            out.print(IntegerAgreement.markdown(agreements));
        }
        return 0;
    }

    private URL[] urls() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path artifact : artifacts) {
            if (Files.notExists(artifact)) {
                throw new ParameterException(
                        spec.commandLine(), "There is no file or folder " + artifact + "; build the project first.");
            }
            urls.add(artifact.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
