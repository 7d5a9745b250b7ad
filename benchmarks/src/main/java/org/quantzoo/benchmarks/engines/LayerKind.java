package org.quantzoo.benchmarks.engines;

/** Where the time of a step can go. */
public enum LayerKind {
    CONVOLUTION("convolution"),
    DEPTHWISE("depthwise"),
    BATCH_NORM("batch norm"),
    DENSE("dense"),
    SUM("residual sum"),
    /** The optimiser. */
    UPDATE("update"),
    /** Dropout, loss, and everything DL4J does between layers. */
    OTHER("other");

    private final String title;

    LayerKind(String title) {
        this.title = title;
    }

    /** The heading in tables. */
    public String title() {
        return title;
    }
}
