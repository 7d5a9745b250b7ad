package org.quantzoo.benchmarks.engines;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What one step is. */
public enum Mode {
    /** Forward, loss, backward and optimiser update on one batch. */
    @JsonProperty("train")
    TRAIN,
    /** Class probabilities of one batch. */
    @JsonProperty("infer")
    INFER;

    /** The name in files and on the command line. */
    @Override
    public String toString() {
        return this == TRAIN ? "train" : "infer";
    }
}
