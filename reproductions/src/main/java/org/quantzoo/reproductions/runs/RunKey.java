package org.quantzoo.reproductions.runs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.reproductions.studies.Cell;

/**
 * What makes two runs the same run: everything that decides its numbers.
 *
 * @param cell the cell's id
 * @param scale the scale
 * @param seed of initial weights, data order, augmentation, dropout and calibration draws
 * @param recipeHash 12 hexadecimal digits over recipe, network and data set
 */
public record RunKey(String cell, Scale scale, long seed, String recipeHash) {

    /**
     * The key of a run.
     *
     * @param datasetSha256 digest of the images
     */
    public static RunKey of(Cell cell, Scale scale, long seed, Recipe recipe, String datasetSha256) {
        String content = Json.line(Map.of("dataset", datasetSha256, "network", cell.network(), "recipe", recipe));
        String hash = Sha256.of(content.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
        return new RunKey(cell.id(), scale, seed, hash);
    }

    /** The folder of the run below the root of a store. */
    Path path() {
        return Path.of(cell, scale.id(), "seed-" + seed, recipeHash);
    }

    @Override
    public String toString() {
        return cell + " (" + scale + ", seed " + seed + ", recipe " + recipeHash + ")";
    }
}
