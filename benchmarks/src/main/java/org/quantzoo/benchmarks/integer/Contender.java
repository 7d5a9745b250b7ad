package org.quantzoo.benchmarks.integer;

import com.fasterxml.jackson.annotation.JsonValue;
import org.quantzoo.benchmarks.engines.Engine;
import org.quantzoo.benchmarks.engines.IntegerEngine;
import org.quantzoo.benchmarks.engines.OnnxRuntimeEngine;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.engines.QuantZooEngine;
import org.quantzoo.benchmarks.engines.SimulatedEngine;

/** What computes the same network. */
public enum Contender {
    /** The zoo's layers in float32, batch normalisation not folded. */
    FLOAT32("QuantZoo float32", QuantZooEngine.class, Precision.FLOAT32),
    /** The zoo's layers with products in bfloat16. */
    BFLOAT16("QuantZoo bfloat16", QuantZooEngine.class, Precision.BFLOAT16),
    /** The quantized network as evaluations simulate it: float32 products of values on integer grids. */
    SIMULATED("QuantZoo simulated quint8", SimulatedEngine.class, Precision.FLOAT32),
    /** The quantized network in integers. */
    INTEGER("QuantZoo integers", IntegerEngine.class, Precision.FLOAT32),
    /** The quantized network exported with QuantizeLinear and DequantizeLinear, in ONNX Runtime. */
    ONNX_RUNTIME("ONNX Runtime, QDQ", OnnxRuntimeEngine.class, Precision.FLOAT32);

    private final String title;
    private final Class<? extends Engine> engine;
    private final Precision precision;

    Contender(String title, Class<? extends Engine> engine, Precision precision) {
        this.title = title;
        this.engine = engine;
        this.precision = precision;
    }

    /** The engine's class, for its process. */
    String engine() {
        return engine.getName();
    }

    /** What the engine's workload asks for; the integer engines do not read it. */
    Precision precision() {
        return precision;
    }

    /** As people read it, in tables and files. */
    @JsonValue
    @Override
    public String toString() {
        return title;
    }
}
