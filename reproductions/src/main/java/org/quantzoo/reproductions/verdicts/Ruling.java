package org.quantzoo.reproductions.verdicts;

import com.fasterxml.jackson.annotation.JsonValue;

/** What an evidence says about a claim. */
public enum Ruling {
    /** The whole interval of the statistic lies where the claim puts it, and its test is significant. */
    SUPPORTED("supported"),
    /** The whole interval of the statistic lies outside of what is claimed. */
    NOT_SUPPORTED("not supported"),
    /** Some parts of the claim are supported, others are not. */
    PARTLY("in part"),
    /** There are numbers, but the interval reaches to both sides. */
    UNDECIDED("undecided"),
    /** The documents print no numbers that the statistic can be computed from. */
    NOT_PRINTED("not printed"),
    /** There are no runs that the statistic can be computed from. */
    NOT_RUN("not run");

    private final String label;

    Ruling(String label) {
        this.label = label;
    }

    /** The words used in tables. */
    @JsonValue
    public String label() {
        return label;
    }

    /** Whether there is a decision. */
    public boolean decided() {
        return this == SUPPORTED || this == NOT_SUPPORTED || this == PARTLY;
    }

    /** The ruling on a claim of two parts: decided where both are, else open. */
    public Ruling and(Ruling other) {
        if (this == other) {
            return this;
        }
        return decided() && other.decided() ? PARTLY : UNDECIDED;
    }
}
