package org.quantzoo.reproductions.ghn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.Scale;

/** The recipes of all hypernetwork trainings and evaluations, read from the resource {@code ghn-recipes.json}. */
public final class GhnRecipes {
    private final JsonNode root;

    private GhnRecipes(JsonNode root) {
        this.root = root;
    }

    /** The recipes; read once. */
    public static GhnRecipes get() {
        return Holder.INSTANCE;
    }

    /** The names of all trainings. */
    public List<String> cells() {
        List<String> names = new ArrayList<>();
        root.path("cells").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * The recipe of a training: the common settings, overridden by those of the cell, of the scale, and of the cell at the scale.
     *
     * @throws IllegalArgumentException where there is no such cell; the message lists all
     */
    public GhnRecipe recipe(String cell, Scale scale) {
        JsonNode cells = root.path("cells");
        if (!cells.has(cell)) {
            throw new IllegalArgumentException("Unknown hypernetwork training '" + cell + "'; expected one of "
                    + String.join(", ", cells()) + ".");
        }
        requireTrained(scale);
        Deque<JsonNode> family = new ArrayDeque<>();
        for (String name = cell;
                !name.isEmpty();
                name = cells.path(name).path("extends").asText()) {
            family.push(cells.path(name));
        }
        ObjectNode settings = root.path("common").deepCopy();
        family.forEach(member -> override(settings, member.path("settings")));
        override(settings, root.path("scales").path(scale.id()));
        family.forEach(member -> override(settings, member.path("scales").path(scale.id())));
        return Json.mapper().convertValue(settings, GhnRecipe.class);
    }

    private static void requireTrained(Scale scale) {
        if (scale == Scale.ZOO) {
            throw new IllegalArgumentException(
                    "Hypernetworks are trained and evaluated at scale smoke, quick or paper, found " + scale + ".");
        }
    }

    private static void override(ObjectNode settings, JsonNode overriding) {
        if (overriding.isObject()) {
            settings.setAll((ObjectNode) overriding);
        }
    }

    /** The protocol of an evaluation at a scale. */
    public EvaluationProtocol evaluation(Scale scale) {
        requireTrained(scale);
        return Json.mapper().convertValue(root.path("evaluation").path(scale.id()), EvaluationProtocol.class);
    }

    private static final class Holder {
        private static final GhnRecipes INSTANCE = read();

        private static GhnRecipes read() {
            try (InputStream in = GhnRecipes.class.getResourceAsStream("ghn-recipes.json")) {
                return new GhnRecipes(Json.mapper().readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException("The resource ghn-recipes.json cannot be read.", e);
            }
        }
    }
}
