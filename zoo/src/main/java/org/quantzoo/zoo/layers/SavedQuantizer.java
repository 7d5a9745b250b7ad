package org.quantzoo.zoo.layers;

import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.Range;

/** An affine quantizer in a saved configuration. DL4J's JSON library is too old for records. */
final class SavedQuantizer {
    @JsonProperty
    private int bits;

    @JsonProperty
    private double scale;

    @JsonProperty
    private int zeroPoint;

    @JsonProperty
    private double min;

    @JsonProperty
    private double max;

    /** For JSON. */
    private SavedQuantizer() {}

    SavedQuantizer(AffineQuantizer quantizer) {
        bits = quantizer.bits();
        scale = quantizer.scale();
        zeroPoint = quantizer.zeroPoint();
        min = quantizer.range().min();
        max = quantizer.range().max();
    }

    AffineQuantizer toQuantizer() {
        return new AffineQuantizer(bits, scale, zeroPoint, new Range(min, max));
    }
}
