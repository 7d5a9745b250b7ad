package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** An activation inside an {@link IntegerProgram}: NHWC images or vectors, as 8-bit levels of a quantizer or as float32. */
public final class IntegerTensor {
    private final Storage storage;
    private final long images;
    private final int height;
    private final int width;
    private final int channels;
    private final AffineQuantizer quantizer;

    IntegerTensor(Storage storage, long images, int height, int width, int channels, AffineQuantizer quantizer) {
        this.storage = storage;
        this.images = images;
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.quantizer = quantizer;
    }

    /** Rows of an image; 1 for vectors. */
    public int height() {
        return height;
    }

    /** Columns of an image; 1 for vectors. */
    public int width() {
        return width;
    }

    /** Channels of an image, or the length of a vector. */
    public int channels() {
        return channels;
    }

    /** Scale and zero point of the levels, or null where the values are float32. */
    public AffineQuantizer quantizer() {
        return quantizer;
    }

    /** Whether the values are 8-bit levels. */
    public boolean isInteger() {
        return quantizer != null;
    }

    /** Images computed at a time. */
    long images() {
        return images;
    }

    Storage storage() {
        return storage;
    }

    long valuesOfOne() {
        return (long) height * width * channels;
    }

    int dataType() {
        return isInteger() ? dnnl.dnnl_u8 : dnnl.dnnl_f32;
    }

    long bytes() {
        return images * valuesOfOne() * (isInteger() ? Byte.BYTES : Float.BYTES);
    }

    /** The step between two levels; that of the degenerate quantizer, whose only value is 0, may be any. */
    double scale() {
        return scale(quantizer);
    }

    static double scale(AffineQuantizer quantizer) {
        return quantizer.scale() == 0 ? 1 : quantizer.scale();
    }

    dnnl_memory_desc asImages(Layout layout) {
        return layout.nhwc(dataType(), images, channels, height, width);
    }

    /** One row an image. */
    dnnl_memory_desc asVectors(Layout layout) {
        return layout.matrix(dataType(), images, valuesOfOne());
    }

    /** One row a pixel. */
    dnnl_memory_desc asPixels(Layout layout) {
        return layout.matrix(dataType(), images * height * width, channels);
    }

    /** The same values for {@code all} images, where this tensor is computed piece by piece. */
    IntegerTensor ofImages(long all) {
        return new IntegerTensor(storage, all, height, width, channels, quantizer);
    }
}
