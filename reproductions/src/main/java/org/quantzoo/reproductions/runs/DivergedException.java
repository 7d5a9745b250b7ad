package org.quantzoo.reproductions.runs;

/** Training produced a number that is not finite. */
final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }
}
