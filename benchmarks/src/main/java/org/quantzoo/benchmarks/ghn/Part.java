package org.quantzoo.benchmarks.ghn;

/** A part of a hypernetwork's training step on one target network, or of what may stand in its place. */
enum Part {
    GRAPH("graph construction", "graph construction (nodes, shortest paths, message lists)"),
    PREDICTION("GHN forward", "GHN forward: all parameters of one network"),
    ASSIGNMENT("copying", "copying the parameters into the target network"),
    TARGET_FORWARD("target forward", "target network forward, batch 32"),
    TARGET_BACKWARD("target backward", "target network backward, batch 32"),
    BACKPROPAGATION("GHN backward", "GHN backward"),
    EXPORT("export", "SameDiff export: building its graph"),
    EXPORTED_PREDICTION("exported forward", "SameDiff export: all parameters of one network");

    private final String label;
    private final String title;

    Part(String label, String title) {
        this.label = label;
        this.title = title;
    }

    /** A few words for the axis of a chart. */
    String label() {
        return label;
    }

    /** What it is, in words. */
    String title() {
        return title;
    }
}
