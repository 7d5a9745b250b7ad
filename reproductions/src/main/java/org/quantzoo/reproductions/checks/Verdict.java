package org.quantzoo.reproductions.checks;

/** How a paper's number or claim fared, from the best to the worst outcome that a reader should be told first. */
public enum Verdict {
    /** Measured under the paper's protocol, or computed exactly, and within the stated tolerance. */
    REPRODUCED("reproduced"),
    /** Measured at reduced scale; what can be compared at any scale (a sign, an ordering, a limit) agrees. */
    WITHIN_TREND("within trend"),
    /** Something was measured that cannot be compared, or is too little to decide; the reason says why. */
    OPEN("open"),
    /** Nothing was measured; the reason says why. */
    NOT_RUN("not run"),
    /** Compared, and outside the stated tolerance. */
    DEVIATES("deviates");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** Whether something was compared. */
    public boolean compared() {
        return this != OPEN && this != NOT_RUN;
    }

    /** The words used in tables. */
    public String label() {
        return label;
    }

    /** The verdict of a whole whose parts have these two: the one that comes later in the order above. */
    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
