package org.quantzoo.benchmarks.throughput;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.quantzoo.benchmarks.engines.QuantZooEngine;
import org.quantzoo.benchmarks.engines.StockEngine;

/** The engines that are compared. */
public enum EngineKind {
    @JsonProperty("quantzoo")
    QUANTZOO(QuantZooEngine.class.getName()),
    @JsonProperty("dl4j")
    DL4J(StockEngine.class.getName()),
    /** Named, not referred to: the class is there in profile {@code peers} alone. */
    @JsonProperty("pytorch")
    PYTORCH("org.quantzoo.benchmarks.peers.PyTorchEngine");

    private final String className;

    EngineKind(String className) {
        this.className = className;
    }

    /** The engine's class, for its process. */
    String className() {
        return className;
    }

    /** Whether the engine is on the class path. */
    boolean isPresent() {
        return EngineKind.class.getClassLoader().getResource(className.replace('.', '/') + ".class") != null;
    }

    /** The name in files and on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
