package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.zoo.layers.KernelSettings.Precision;

class KernelSettingsTests {
    private static final String[] PROPERTIES = {"quantzoo.kernels", "quantzoo.precision", "quantzoo.threads"};

    private final String[] former = new String[PROPERTIES.length];

    @BeforeEach
    void clear() {
        for (int i = 0; i < PROPERTIES.length; i++) {
            former[i] = System.getProperty(PROPERTIES[i]);
            System.clearProperty(PROPERTIES[i]);
        }
    }

    @AfterEach
    void restore() {
        for (int i = 0; i < PROPERTIES.length; i++) {
            if (former[i] == null) {
                System.clearProperty(PROPERTIES[i]);
            } else {
                System.setProperty(PROPERTIES[i], former[i]);
            }
        }
    }

    @Test
    void withoutPropertiesTheFastestKernelsRunOnAllProcessors() {
        assertThat(KernelSettings.fromSystemProperties())
                .isEqualTo(new KernelSettings(
                        "auto", Precision.AUTO, Runtime.getRuntime().availableProcessors()));
    }

    @Test
    void propertiesAreRead() {
        System.setProperty("quantzoo.kernels", "nd4j");
        System.setProperty("quantzoo.precision", "bfloat16");
        System.setProperty("quantzoo.threads", "3");
        assertThat(KernelSettings.fromSystemProperties()).isEqualTo(new KernelSettings("nd4j", Precision.BFLOAT16, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "quantzoo.threads, two, whole number of threads",
        "quantzoo.threads, 0, at least 1",
        "quantzoo.threads, '', whole number of threads",
        "quantzoo.precision, float64, 'auto, float32 or bfloat16'"
    })
    void anUnusableValueIsRefusedWithThePropertyAndWhatItTakes(String property, String value, String expected) {
        System.setProperty(property, value);
        assertThatIllegalArgumentException()
                .isThrownBy(KernelSettings::fromSystemProperties)
                .withMessageContaining(property + " is ")
                .withMessageContaining(value)
                .withMessageContaining(expected);
    }
}
