package org.quantzoo.reproductions.runs;

import java.nio.file.Path;

/** The run records under version control, {@code reproductions/results}. */
public final class CommittedRuns {

    /** Tests run in the folder of their module. */
    public static final RunStore STORE = RunStore.at(Path.of("results"));

    private CommittedRuns() {}
}
