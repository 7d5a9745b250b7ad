package org.quantzoo.benchmarks.program;

import java.nio.file.Path;

/**
 * The files of one result: JSON, and what lies beside it under the same name.
 *
 * @param json the first of them
 */
public record ResultFiles(Path json) {

    /** The file with this ending, for example {@code .md}, in the place of {@code .json}. */
    public Path sibling(String ending) {
        String name = json.getFileName().toString().replaceFirst("\\.json$", "");
        return json.resolveSibling(name + ending);
    }
}
