package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends a process when the one that started it has gone, however it went.
 *
 * <p>The operating system closes the pipe between them, also after {@code kill -9}; a process that went on would keep its run locked
 * and the processor busy.
 */
final class ParentWatch {
    private static final int ORPHANED = 143;

    private ParentWatch() {}

    /** From now on the end of standard input ends this process at once. */
    static void endWithInput() {
        InputStream input = System.in;
        Thread watch = new Thread(
                () -> {
                    try {
                        while (input.read() >= 0) {
                            // What the parent says does not matter, only that it is there.
                        }
                    } catch (IOException e) {
                        // A broken pipe is the end as well.
                    }
                    // A checkpoint in the making is a temporary file; halting leaves the last whole one.
                    Runtime.getRuntime().halt(ORPHANED);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
