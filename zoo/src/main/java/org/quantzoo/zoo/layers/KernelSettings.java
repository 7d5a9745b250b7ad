package org.quantzoo.zoo.layers;

import java.util.Locale;

/**
 * Process-wide choices about the arithmetic, read from system properties once.
 *
 * <table>
 *   <caption>Properties</caption>
 *   <tr><td>{@code quantzoo.kernels}</td><td>{@code auto} (default), {@code onednn} or {@code nd4j}</td></tr>
 *   <tr><td>{@code quantzoo.precision}</td><td>{@code auto} (default), {@code float32} or {@code bfloat16}</td></tr>
 *   <tr><td>{@code quantzoo.threads}</td><td>threads of one kernel; default: all processors</td></tr>
 * </table>
 *
 * @param kernels the provider's name, or {@code auto}
 * @param precision the precision of convolution and matrix-product operands
 * @param threads threads inside one kernel, at least 1
 */
public record KernelSettings(String kernels, Precision precision, int threads) {

    /** Operand precision; accumulation, statistics, loss and updates are always float32. */
    public enum Precision {
        /** bfloat16 where the CPU has it in hardware and it is faster, else float32. */
        AUTO,
        FLOAT32,
        BFLOAT16
    }

    /** @throws IllegalArgumentException for fewer than one thread */
    public KernelSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("quantzoo.threads is " + threads + ", expected at least 1.");
        }
    }

    /**
     * Reads the system properties.
     *
     * @throws IllegalArgumentException where one of them is not among the values above
     */
    public static KernelSettings fromSystemProperties() {
        return new KernelSettings(
                System.getProperty("quantzoo.kernels", "auto"),
                precision(System.getProperty("quantzoo.precision", "auto")),
                threads(System.getProperty("quantzoo.threads")));
    }

    private static int threads(String number) {
        try {
            return number == null ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(number.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "quantzoo.threads is '" + number + "', expected a whole number of threads, at least 1.", e);
        }
    }

    private static Precision precision(String name) {
        try {
            return Precision.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "quantzoo.precision is '" + name + "', expected auto, float32 or bfloat16.", e);
        }
    }
}
