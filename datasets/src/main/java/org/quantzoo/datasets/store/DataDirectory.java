package org.quantzoo.datasets.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The folder that holds datasets and receives downloads.
 *
 * <p>The first of these that is set: system property {@value #PROPERTY}, environment variable {@value #VARIABLE}; else
 * {@code ~/.quantzoo/data}. A folder that was set is the only one searched, so that a mistyped name is noticed.
 *
 * @param path the folder, which need not exist yet
 * @param setting what named it, for messages
 */
public record DataDirectory(Path path, String setting) {

    /** The system property that names the folder. */
    public static final String PROPERTY = "quantzoo.data";

    /** The environment variable that names the folder. */
    public static final String VARIABLE = "QUANTZOO_DATA";

    /** The system property that, when {@code true}, forbids downloads. */
    public static final String OFFLINE = "quantzoo.offline";

    /** Reads the settings of this process. */
    public static DataDirectory fromSettings() {
        return from(System.getProperties(), System.getenv());
    }

    static DataDirectory from(Properties properties, Map<String, String> environment) {
        String property = properties.getProperty(PROPERTY, "");
        String variable = environment.getOrDefault(VARIABLE, "");
        DataDirectory directory;
        if (!property.isBlank()) {
            directory = new DataDirectory(Path.of(property), "-D" + PROPERTY);
        } else if (!variable.isBlank()) {
            directory = new DataDirectory(Path.of(variable), VARIABLE);
        } else {
            directory = new DataDirectory(
                    Path.of(properties.getProperty("user.home"), ".quantzoo", "data"), "the default data folder");
        }
        if (Files.exists(directory.path) && !Files.isDirectory(directory.path)) {
            throw new DatasetException(
                    directory.path,
                    "a folder, because " + directory.setting + " names it",
                    "a file",
                    "name the folder that contains it");
        }
        return directory;
    }

    /** Whether the settings of this process forbid downloads. */
    public static boolean isOffline() {
        return Boolean.getBoolean(OFFLINE);
    }
}
