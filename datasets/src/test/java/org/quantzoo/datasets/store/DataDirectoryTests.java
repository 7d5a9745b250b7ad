package org.quantzoo.datasets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTests {

    private static Properties properties(String data) {
        Properties properties = new Properties();
        properties.setProperty("user.home", "/home/somebody");
        if (data != null) {
            properties.setProperty("quantzoo.data", data);
        }
        return properties;
    }

    @Test
    void thePropertyComesBeforeTheVariableAndTheVariableBeforeTheHomeFolder() {
        Map<String, String> variable = Map.of("QUANTZOO_DATA", "/from/variable");
        assertThat(DataDirectory.from(properties("/from/property"), variable))
                .isEqualTo(new DataDirectory(Path.of("/from/property"), "-Dquantzoo.data"));
        assertThat(DataDirectory.from(properties(null), variable))
                .isEqualTo(new DataDirectory(Path.of("/from/variable"), "QUANTZOO_DATA"));
        assertThat(DataDirectory.from(properties(null), Map.of()).path())
                .isEqualTo(Path.of("/home/somebody/.quantzoo/data"));
    }

    @Test
    void blankSettingsCountAsNone() {
        assertThat(DataDirectory.from(properties(" "), Map.of("QUANTZOO_DATA", ""))
                        .path())
                .isEqualTo(Path.of("/home/somebody/.quantzoo/data"));
    }

    @Test
    void aFileIsNoDataFolder(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("cifar-10-binary.tar.gz"), "");
        assertThatThrownBy(() -> DataDirectory.from(properties(file.toString()), Map.of()))
                .isInstanceOf(DatasetException.class)
                .hasMessage(file + ": expected a folder, because -Dquantzoo.data names it, found a file; "
                        + "name the folder that contains it.");
    }
}
