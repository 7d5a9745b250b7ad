package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddingTests {

    @ParameterizedTest(name = "{0}: {1} pixels, kernel {2}, stride {3}, dilation {4}")
    @CsvSource({
        "SAME,      32, 3, 2, 1, 16, 0, 1",
        "SAME,      32, 3, 1, 1, 32, 1, 1",
        "SAME,      32, 1, 2, 1, 16, 0, 0",
        "VALID,     32, 3, 2, 1, 15, 0, 0",
        "SYMMETRIC, 32, 3, 2, 1, 16, 1, 0",
        "SYMMETRIC, 31, 3, 2, 1, 16, 1, 1",
        "SYMMETRIC, 32, 3, 1, 1, 32, 1, 1",
        "SYMMETRIC, 32, 7, 2, 1, 16, 3, 2",
        "SYMMETRIC, 32, 7, 2, 2, 16, 6, 5",
        "SYMMETRIC, 31, 1, 2, 1, 16, 0, 0",
        "SYMMETRIC,  6, 2, 1, 1,  5, 0, 0",
    })
    void outputSizeAndZerosFollowTheRule(
            Padding padding, int in, int kernel, int stride, int dilation, int out, int before, int after) {
        assertThat(padding.outputSize(in, kernel, stride, dilation)).isEqualTo(out);
        assertThat(padding.before(in, kernel, stride, dilation)).isEqualTo(before);
        assertThat(padding.after(in, kernel, stride, dilation)).isEqualTo(after);
    }
}
