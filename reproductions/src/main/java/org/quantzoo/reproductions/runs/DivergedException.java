package org.quantzoo.reproductions.runs;

/** Training produced a number that is not finite. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** States where the number appeared. */
    public DivergedException(String message) {
        super(message);
    }
}
