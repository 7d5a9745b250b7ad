package org.quantzoo.datasets.store;

/** Says in one sentence why a dataset cannot be used: which file, what was expected, what was found, and what to do. */
public final class DatasetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Composes the sentence {@code "<file>: expected <expected>, found <found>; <remedy>."}.
     *
     * @param file the file, folder or address in question
     * @param expected what a good one has
     * @param found what this one has
     * @param remedy what the user can do about it
     */
    public DatasetException(Object file, String expected, String found, String remedy) {
        this(file, expected, found, remedy, null);
    }

    /** The same with the exception behind it. */
    public DatasetException(Object file, String expected, String found, String remedy, Throwable cause) {
        super(file + ": expected " + expected + ", found " + found + "; " + remedy + ".", cause);
    }
}
