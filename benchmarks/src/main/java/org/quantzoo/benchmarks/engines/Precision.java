package org.quantzoo.benchmarks.engines;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The precision of the operands of convolutions and matrix products. */
public enum Precision {
    @JsonProperty("float32")
    FLOAT32,
    @JsonProperty("bfloat16")
    BFLOAT16;

    /** The name in files. */
    @Override
    public String toString() {
        return this == FLOAT32 ? "float32" : "bfloat16";
    }
}
