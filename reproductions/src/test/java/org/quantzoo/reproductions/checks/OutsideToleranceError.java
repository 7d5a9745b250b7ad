package org.quantzoo.reproductions.checks;

/** A number or claim was compared with the paper and did not agree; everything else that goes wrong is a broken harness. */
public final class OutsideToleranceError extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** The start of every message; the report's categories are told apart by it. */
    static final String PREFIX = "Outside tolerance: ";

    OutsideToleranceError(String message) {
        super(PREFIX + message);
    }
}
