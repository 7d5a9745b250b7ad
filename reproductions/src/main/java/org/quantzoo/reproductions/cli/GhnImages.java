package org.quantzoo.reproductions.cli;

import java.io.PrintWriter;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.Scale;

/** The images that a hypernetwork command works on. */
final class GhnImages {
    private GhnImages() {}

    static ImageDataset resolve(String name, Scale scale, PrintWriter out) {
        ImageDataset images =
                ImageDatasets.resolve(name.equals("auto") ? Recipes.get().dataset(scale) : name);
        images.provenance().notes().forEach(note -> out.println("Notice: " + note));
        if (images.provenance().isGenerated() && scale != Scale.SMOKE) {
            out.println("Notice: these are the embedded images; the run says nothing about the paper.");
        }
        return images;
    }
}
