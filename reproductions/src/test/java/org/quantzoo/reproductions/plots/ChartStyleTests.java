package org.quantzoo.reproductions.plots;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartStyleTests {

    /** What a JRE throws without fonts, without the font library, and without a font configuration. */
    @ParameterizedTest
    @ValueSource(classes = {InternalError.class, UnsatisfiedLinkError.class, NullPointerException.class})
    void a_machine_without_fonts_is_told_to_install_one(Class<? extends Throwable> failure) {
        assertThatIllegalStateException()
                .isThrownBy(() -> ChartStyle.requireFont(() -> sneakyThrow(failure)))
                .withMessageContaining("install fontconfig and a font");
    }

    @Test
    void a_machine_with_fonts_is_left_alone() {
        assertThatNoException().isThrownBy(() -> ChartStyle.requireFont(() -> {}));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneakyThrow(Class<? extends Throwable> failure) throws T {
        try {
            throw (T) failure.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
