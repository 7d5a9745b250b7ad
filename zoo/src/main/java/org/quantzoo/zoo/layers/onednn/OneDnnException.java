package org.quantzoo.zoo.layers.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.global.dnnl;

/** A oneDNN call that failed: out of memory, or an operation that this CPU or library does not implement. */
public final class OneDnnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OneDnnException(String message) {
        super(message);
    }

    OneDnnException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Throws where {@code status} is not success; {@code operation} names the operation and its shapes. */
    static void check(int status, String action, Supplier<String> operation) {
        if (status != dnnl.dnnl_success) {
            throw new OneDnnException(
                    "oneDNN could not " + action + " " + operation.get() + ": " + reason(status) + ".");
        }
    }

    private static String reason(int status) {
        if (status == dnnl.dnnl_out_of_memory) {
            return "out of memory; use a smaller batch or give the process more memory";
        }
        if (status == dnnl.dnnl_unimplemented) {
            return "not implemented for this shape on this CPU; use -Dquantzoo.kernels=nd4j";
        }
        if (status == dnnl.dnnl_invalid_arguments || status == dnnl.dnnl_invalid_shape) {
            return "the sizes do not fit together";
        }
        return "status " + status;
    }
}
