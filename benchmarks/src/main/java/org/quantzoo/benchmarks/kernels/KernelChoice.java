package org.quantzoo.benchmarks.kernels;

import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels;

/** The kernels that are compared; constants are named as JMH's parameters. */
public enum KernelChoice {
    ND4J("nd4j", Precision.FLOAT32),
    ONEDNN_FLOAT32("onednn", Precision.FLOAT32),
    ONEDNN_BFLOAT16("onednn", Precision.BFLOAT16);

    private final String provider;
    private final Precision precision;

    KernelChoice(String provider, Precision precision) {
        this.provider = provider;
        this.precision = precision;
    }

    /** The kernels, with as many threads as {@code quantzoo.threads} says, else 2. */
    Kernels kernels() {
        KernelSelector.use(new KernelSettings(provider, precision, Integer.getInteger("quantzoo.threads", 2)));
        return KernelSelector.kernelsFor(DataType.FLOAT);
    }
}
