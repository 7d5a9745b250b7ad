package org.quantzoo.reproductions.ghn;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import org.quantzoo.zoo.ghn.TargetQuantization;

/** How networks are quantized at test; quantization is simulated, also for hypernetworks that were trained with noise. */
public enum BitSetting {
    FLOAT32("float32", "Float32", null),
    W8A8("W8A8", "W8A8", TargetQuantization.simulated(8, 8)),
    W4A8("W4A8", "W4A8", TargetQuantization.simulated(4, 8)),
    W4A8_PERCENTILE(
            "W4A8-percentile",
            "W4A8-percentile",
            TargetQuantization.simulated(4, 8).withClippedPercent(1)),
    W4A4("W4A4", "W4A4", TargetQuantization.simulated(4, 4)),
    W4A4_PERCENTILE(
            "W4A4-percentile",
            "W4A4-percentile",
            TargetQuantization.simulated(4, 4).withClippedPercent(1)),
    W2A2("W2A2", "W2A2", TargetQuantization.simulated(2, 2));

    private final String id;
    private final String row;
    private final TargetQuantization quantization;

    BitSetting(String id, String row, TargetQuantization quantization) {
        this.id = id;
        this.row = row;
        this.quantization = quantization;
    }

    /** The name in commands and records. */
    @JsonValue
    public String id() {
        return id;
    }

    /** The name in the rows of the paper's tables. */
    public String row() {
        return row;
    }

    /** How networks are quantized, null for float. */
    TargetQuantization quantization() {
        return quantization;
    }

    /**
     * The setting with this name.
     *
     * @throws IllegalArgumentException where there is none; the message lists all
     */
    @JsonCreator
    public static BitSetting of(String id) {
        return Arrays.stream(values())
                .filter(setting -> setting.id.equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown bit setting '" + id + "'; expected "
                        + String.join(
                                ", ",
                                Arrays.stream(values()).map(BitSetting::id).toList()) + "."));
    }
}
