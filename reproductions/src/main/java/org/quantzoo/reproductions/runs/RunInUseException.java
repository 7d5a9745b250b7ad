package org.quantzoo.reproductions.runs;

import java.io.IOException;

/** A run is being written by another process. */
public final class RunInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    RunInUseException(String message) {
        super(message);
    }
}
