package org.quantzoo.zoo.layers.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.KernelProvider;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.Kernels;

/** Offers {@link OneDnnKernels} for float networks on x86-64 CPUs with AVX2 or better. */
public final class OneDnnKernelProvider implements KernelProvider {
    static final String NAME = "onednn";

    private static final int PRIORITY = 100;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public Optional<String> unavailable(DataType dataType) {
        if (dataType != DataType.FLOAT) {
            return Optional.of("The oneDNN kernels compute networks of type FLOAT, found " + dataType + ".");
        }
        if (Nd4j.getExecutioner().type() != OpExecutioner.ExecutionerType.NATIVE_CPU) {
            return Optional.of("The oneDNN kernels need the ND4J backend nd4j-native, found "
                    + Nd4j.getExecutioner().type() + ".");
        }
        return unsupported();
    }

    private static Optional<String> unsupported() {
        try {
            if (!OneDnnEngine.has(dnnl.dnnl_cpu_isa_avx2)) {
                return Optional.of("The oneDNN kernels need a CPU with AVX2 or better, found "
                        + OneDnnEngine.instructionSet() + ".");
            }
            OneDnnEngine.handle();
            return Optional.empty();
        } catch (LinkageError | OneDnnException e) {
            // No native library for this platform; the JVM reports it as an error when the class is first touched.
            return Optional.of("The oneDNN library does not load on this platform: " + e.getMessage());
        }
    }

    @Override
    public Kernels create(KernelSettings settings) {
        return new OneDnnKernels(settings);
    }
}
