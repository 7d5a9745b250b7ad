package org.quantzoo.reproductions.grid;

import java.util.List;
import java.util.Map;

/**
 * How a process for a run is started.
 *
 * @see RunProcess
 */
public interface ChildCommand {
    /** The command line; the process should end itself when its standard input ends, because then the grid has gone. */
    List<String> line(GridJob job);

    /** Variables to set in its environment. */
    default Map<String, String> environment() {
        return Map.of();
    }

    /** The exit code with which the process says that another process is at the same run. */
    int inUse();
}
