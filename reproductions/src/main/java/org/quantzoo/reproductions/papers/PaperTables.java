package org.quantzoo.reproductions.papers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Every numeric table of the three documents, read from the resource {@code paper-tables.json}. */
public final class PaperTables {
    private static final Set<String> ROW_FIELDS = Set.of("table", "values", "as_printed", "flags", "factors");

    /** What separates the numbers of a row that was printed as one string. */
    private static final Pattern BETWEEN_NUMBERS = Pattern.compile("\\s*(?:/|\\t|\\u00b1|\\\\pm|;)\\s*");

    private final Map<String, String> aliases;
    private final Map<String, String> sources;
    private final Map<String, PaperTable> tables;
    private final Map<String, PaperEntry> entries;

    private PaperTables(JsonNode root) {
        aliases = strings(root.path("id_aliases"));
        sources = strings(root.path("sources"));
        entries = new LinkedHashMap<>();
        Map<String, List<PaperEntry>> rows = new LinkedHashMap<>();
        root.path("entries").fields().forEachRemaining(field -> {
            PaperEntry entry = entry(field.getKey(), field.getValue());
            entries.put(entry.id(), entry);
            rows.computeIfAbsent(entry.tableId(), id -> new ArrayList<>()).add(entry);
        });
        tables = new LinkedHashMap<>();
        root.path("tables").fields().forEachRemaining(field -> {
            JsonNode table = field.getValue();
            tables.put(
                    field.getKey(),
                    new PaperTable(
                            field.getKey(),
                            table.path("source").asText(),
                            table.path("number").asText(),
                            table.path("title").asText(),
                            strings(table.path("units")),
                            table.path("notes").asText(""),
                            List.copyOf(rows.getOrDefault(field.getKey(), List.of()))));
        });
    }

    /** The tables of the three documents; read once. */
    public static PaperTables get() {
        return Holder.INSTANCE;
    }

    /**
     * The row with this id.
     *
     * @throws NoSuchElementException where there is none; the message lists near matches
     */
    public PaperEntry entry(String id) {
        return find(id).orElseThrow(
                        () -> new NoSuchElementException(Suggestions.unknown("paper row", id, entries.keySet())));
    }

    /** The row with this id, document aliases understood. */
    public Optional<PaperEntry> find(String id) {
        return Optional.ofNullable(entries.get(canonical(id)));
    }

    /**
     * The table with this id.
     *
     * @throws NoSuchElementException where there is none; the message lists near matches
     */
    public PaperTable table(String id) {
        PaperTable table = tables.get(canonical(id));
        if (table == null) {
            throw new NoSuchElementException(Suggestions.unknown("paper table", id, tables.keySet()));
        }
        return table;
    }

    /** All tables. */
    public Collection<PaperTable> tables() {
        return Collections.unmodifiableCollection(tables.values());
    }

    /** All rows of all tables. */
    public Collection<PaperEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** Short name of a document to its title. */
    public Map<String, String> sources() {
        return sources;
    }

    /** Other short names of the documents, each with the one used in ids. */
    public Map<String, String> aliases() {
        return aliases;
    }

    /** The id with the short name of the document that the resource uses. */
    public String canonical(String id) {
        int slash = id.indexOf('/');
        String paper = slash < 0 ? id : id.substring(0, slash);
        return aliases.getOrDefault(paper, paper) + id.substring(paper.length());
    }

    private static PaperEntry entry(String id, JsonNode row) {
        Map<String, String> factors = new LinkedHashMap<>(strings(row.path("factors")));
        row.fields().forEachRemaining(field -> {
            if (!ROW_FIELDS.contains(field.getKey())) {
                factors.put(field.getKey(), field.getValue().asText());
            }
        });
        List<String> flags = new ArrayList<>();
        row.path("flags").forEach(flag -> flags.add(flag.asText()));
        return new PaperEntry(
                id,
                row.path("table").asText(),
                values(row.path("values"), row.path("as_printed")),
                wholeRow(row.path("as_printed")),
                Collections.unmodifiableMap(factors),
                List.copyOf(flags));
    }

    private static Map<String, PaperValue> values(JsonNode values, JsonNode asPrinted) {
        String[] inOrder = asPrinted.isTextual() ? BETWEEN_NUMBERS.split(asPrinted.asText()) : new String[0];
        boolean oneEach = inOrder.length == values.size();
        Map<String, PaperValue> numbers = new LinkedHashMap<>();
        int position = 0;
        for (var fields = values.fields(); fields.hasNext(); position++) {
            Map.Entry<String, JsonNode> field = fields.next();
            String printed =
                    oneEach ? inOrder[position] : asPrinted.path(field.getKey()).asText("");
            JsonNode number = field.getValue();
            if (number.isObject()) {
                numbers.put(
                        field.getKey(),
                        new PaperValue(
                                number.path("mean").asDouble(),
                                number.path("std").asDouble(Double.NaN),
                                printed));
            } else if (!number.isNull()) {
                numbers.put(field.getKey(), new PaperValue(number.asDouble(), Double.NaN, printed));
            }
        }
        return Collections.unmodifiableMap(numbers);
    }

    private static String wholeRow(JsonNode asPrinted) {
        return asPrinted.isObject() ? String.join(" ", strings(asPrinted).values()) : asPrinted.asText("");
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.fields()
                .forEachRemaining(
                        field -> map.put(field.getKey(), field.getValue().asText()));
        return Collections.unmodifiableMap(map);
    }

    private static final class Holder {
        private static final PaperTables INSTANCE = read();

        private static PaperTables read() {
            try (InputStream in = PaperTables.class.getResourceAsStream("paper-tables.json")) {
                return new PaperTables(new ObjectMapper().readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException("The resource paper-tables.json cannot be read.", e);
            }
        }
    }
}
