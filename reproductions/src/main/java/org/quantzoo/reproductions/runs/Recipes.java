package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.quantzoo.reproductions.studies.Cell;

/** The recipes of all scales, read from the resource {@code recipes.json}. */
public final class Recipes {
    private final JsonNode root;

    private Recipes(JsonNode root) {
        this.root = root;
    }

    /** The recipes; read once. */
    public static Recipes get() {
        return Holder.INSTANCE;
    }

    /**
     * The recipe of a cell at a scale: the paper's settings, overridden by those of the scale, overridden by those of the
     * cell's study, of the study for networks without batch normalisation where the cell is one, of the scale for the
     * cell's block, and of the cell itself.
     *
     * @throws IllegalArgumentException where the cell is not trained at this scale
     */
    public Recipe recipe(Cell cell, Scale scale) {
        if (!has(cell, scale)) {
            throw new IllegalArgumentException("Cell " + cell.id() + " is trained at scale "
                    + (cell.isOfZoo() ? "zoo" : "smoke, quick or paper") + ", found " + scale + ".");
        }
        ObjectNode settings = root.path("paper").deepCopy();
        if (scale != Scale.PAPER) {
            settings.setAll((ObjectNode) root.path(scale.id()).deepCopy());
        }
        override(settings, root.path(cell.study()));
        if (!cell.network().batchNorm()) {
            override(settings, root.path("withoutBatchNorm").path(cell.study()));
        }
        override(
                settings,
                root.path("blocks").path(cell.network().block().name()).path(scale.id()));
        override(settings, root.path("cells").path(cell.id()));
        return Json.mapper().convertValue(settings, Recipe.class);
    }

    /** Takes over the others' fields; an object keeps those of its own that the other does not name. */
    private static void override(ObjectNode settings, JsonNode others) {
        others.fields().forEachRemaining(field -> {
            if (settings.get(field.getKey()) instanceof ObjectNode kept
                    && field.getValue() instanceof ObjectNode other) {
                override(kept, other);
            } else {
                settings.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }

    /** Whether a cell is trained at a scale: those of the zoo at its own scale, those of the papers at all others. */
    public boolean has(Cell cell, Scale scale) {
        return cell.isOfZoo() == (scale == Scale.ZOO);
    }

    /** Whether a run followed the recipe as it is today, in whatever precision; one of an earlier recipe is another experiment. */
    public boolean followedBy(RunRecord record, Cell cell) {
        return record.recipe()
                .equals(recipe(cell, record.scale())
                        .withPrecision(record.recipe().precision()));
    }

    /** The scale at which a cell is trained where none is asked for. */
    public Scale defaultScale(Cell cell) {
        return cell.isOfZoo() ? Scale.ZOO : Scale.QUICK;
    }

    /** The data set that a scale uses where the caller asks for {@code auto}: the embedded images, or real ones. */
    public String dataset(Scale scale) {
        return root.path("datasets").path(scale.id()).asText();
    }

    private static final class Holder {
        private static final Recipes INSTANCE = read();

        private static Recipes read() {
            try (InputStream in = Recipes.class.getResourceAsStream("recipes.json")) {
                return new Recipes(Json.mapper().readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException("The resource recipes.json cannot be read.", e);
            }
        }
    }
}
