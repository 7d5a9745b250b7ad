package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** How much of a paper's experiment is run; results of different scales are never compared or averaged. */
public enum Scale {
    /** Embedded images, a tiny network, seconds: shows that the machinery works. */
    SMOKE,
    /** Real images, a narrow network, few epochs, minutes: shows orderings and trends, and is cheap enough for whole tables. */
    QUICK,
    /** The paper's protocol. */
    PAPER,
    /** No paper's protocol: the training of networks that are to be used. */
    ZOO;

    /** The name in commands, folders and records. */
    @JsonValue
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The scale with this name.
     *
     * @throws IllegalArgumentException where there is none
     */
    @JsonCreator
    public static Scale of(String name) {
        return Arrays.stream(values())
                .filter(scale -> scale.id().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Unknown scale '" + name + "'; expected smoke, quick, paper or zoo."));
    }

    @Override
    public String toString() {
        return id();
    }
}
