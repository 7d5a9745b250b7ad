package org.quantzoo.reproductions.cli;

import java.io.PrintWriter;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.Scale;
import picocli.CommandLine.Option;

/** Which images a command trains or measures with, the same for all that do. */
final class ImagesOption {
    private static final String AUTO = "auto";

    @Option(
            names = "--dataset",
            defaultValue = AUTO,
            description =
                    "auto (default): the embedded images at smoke scale, else the paper's data set where it can be"
                            + " had; or cifar10, cifar100, embedded.")
    private String dataset;

    /** The name of the data set: {@code auto} stands for that of the scale. */
    String name(Scale scale) {
        return dataset.equals(AUTO) ? Recipes.get().dataset(scale) : dataset;
    }

    /** The images; prints what is to be known about them. */
    ImageDataset resolve(Scale scale, PrintWriter out) {
        ImageDataset images = ImageDatasets.resolve(name(scale));
        images.provenance().notes().forEach(note -> out.println("Notice: " + note));
        if (images.provenance().isGenerated() && scale != Scale.SMOKE) {
            out.println("Notice: these are the embedded images; the run says nothing about the paper.");
        }
        return images;
    }
}
