package org.quantzoo.reproductions.ghn;

import java.util.Arrays;
import org.quantzoo.datasets.architectures.ArchitectureSplit;

/** The architectures that hypernetworks are tested on. */
public enum TestSplit {
    ID("ID", ArchitectureSplit.ID),
    DEEP("Deep", ArchitectureSplit.DEEP),
    WIDE("Wide", ArchitectureSplit.WIDE),
    BN_FREE("BN-Free", ArchitectureSplit.BN_FREE);

    private final String printed;
    private final ArchitectureSplit architectures;

    TestSplit(String printed, ArchitectureSplit architectures) {
        this.printed = printed;
        this.architectures = architectures;
    }

    /** The name in the paper's tables. */
    public String printed() {
        return printed;
    }

    /** The set of architectures. */
    public ArchitectureSplit architectures() {
        return architectures;
    }

    /** The name in commands and records. */
    public String id() {
        return architectures.id();
    }

    /**
     * The split with this name.
     *
     * @throws IllegalArgumentException where there is none; the message lists all
     */
    public static TestSplit of(String id) {
        return Arrays.stream(values())
                .filter(split -> split.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown test split '" + id + "'; expected "
                        + String.join(
                                ", ", Arrays.stream(values()).map(TestSplit::id).toList()) + "."));
    }
}
