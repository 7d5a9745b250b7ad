package org.quantzoo.zoo.pretrained;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** How a checkpoint's network computes. */
public enum Precision {
    /** Real weights and activations, computed with in float32, however a file stores the weights. */
    FLOAT32("float32"),
    /** Weights and activations on 8-bit grids, biases real (the papers' QUINT8). */
    QUINT8("quint8"),
    /** Weights and activations on 4-bit grids, biases real. */
    W4A4("w4a4");

    private final String id;

    Precision(String id) {
        this.id = id;
    }

    /** The name in metadata and artifact names. */
    @JsonValue
    public String id() {
        return id;
    }

    /**
     * The precision of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Precision of(String id) {
        return Arrays.stream(values())
                .filter(precision -> precision.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("A precision is one of "
                        + Arrays.stream(values()).map(Precision::id).toList() + ", found \"" + id + "\"."));
    }
}
