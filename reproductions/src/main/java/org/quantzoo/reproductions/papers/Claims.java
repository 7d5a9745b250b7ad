package org.quantzoo.reproductions.papers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/** The testable claims of the three documents, read from the resource {@code claims.json}. */
public final class Claims {
    private final Map<String, Claim> claims = new LinkedHashMap<>();

    private Claims(ObjectMapper mapper, JsonNode root) throws IOException {
        for (JsonNode node : root.path("claims")) {
            Claim claim = mapper.treeToValue(node, Claim.class);
            claims.put(claim.id(), claim);
        }
    }

    /** The claims; read once. */
    public static Claims get() {
        return Holder.INSTANCE;
    }

    /**
     * The claim with this id.
     *
     * @throws NoSuchElementException where there is none; the message lists near matches
     */
    public Claim claim(String id) {
        Claim claim = claims.get(id);
        if (claim == null) {
            throw new NoSuchElementException(Suggestions.unknown("claim", id, claims.keySet()));
        }
        return claim;
    }

    /** All claims in the order of the documents. */
    public Collection<Claim> all() {
        return Collections.unmodifiableCollection(claims.values());
    }

    private static final class Holder {
        private static final Claims INSTANCE = read();

        private static Claims read() {
            try (InputStream in = Claims.class.getResourceAsStream("claims.json")) {
                ObjectMapper mapper = new ObjectMapper();
                return new Claims(mapper, mapper.readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException("The resource claims.json cannot be read.", e);
            }
        }
    }
}
