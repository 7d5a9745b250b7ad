package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.KernelProvider;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;

class OneDnnKernelProviderTests {
    private final KernelProvider provider = ServiceLoader.load(KernelProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(p -> p.name().equals("onednn"))
            .findFirst()
            .orElseThrow();

    @Test
    void isUnavailableForOtherTypesThanFloatAndSaysWhy() {
        assertThat(provider.unavailable(DataType.DOUBLE))
                .get()
                .asString()
                .contains("FLOAT")
                .contains("DOUBLE");
        assertThat(provider.unavailable(DataType.BFLOAT16)).get().asString().contains("BFLOAT16");
    }

    @Test
    void describesWhatTheNumbersDependOn() {
        assertThat(provider.create(new KernelSettings("auto", Precision.FLOAT32, 2))
                        .description())
                .startsWith("oneDNN 3.")
                .contains(OneDnnEngine.instructionSet())
                .endsWith("float32, 2 threads");
    }

    @Test
    void takesBfloat16ByItselfOnlyWhereTheHardwareHasIt() {
        assertThat(provider.create(new KernelSettings("auto", Precision.AUTO, 1))
                        .description())
                .contains(OneDnnEngine.hasBfloat16() ? "bfloat16" : "float32");
    }

    /** Two OpenMP runtimes in one process would each start a team and fight for the processors. */
    @Test
    void sharesOneOpenMpRuntimeWithNd4j() throws Exception {
        Nd4j.zeros(1);
        ExecutionContext.current(2);
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.exists(maps));
        try (var lines = Files.lines(maps)) {
            assertThat(lines.map(line -> line.replaceAll(".* /", "/"))
                            .filter(line -> line.contains("omp") && line.contains(".so"))
                            .distinct())
                    .hasSizeLessThanOrEqualTo(1);
        }
    }
}
