package org.quantzoo.zoo.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.posttraining.BatchNormFolding;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * Writes networks of this library as ONNX models of {@linkplain #OPSET one stated opset}.
 *
 * <p>Batch normalisation is folded into the convolutions first. Convolutions and pooling become NCHW with explicit, where
 * necessary asymmetric padding, and the rows of a dense layer behind images are put into NCHW order, so that the model holds no
 * transposition unless its input is NHWC. The batch size is free. Outputs are those of the network (probabilities) and the input
 * of its softmax (logits), each under the name of its vertex.
 *
 * <p>In the model of a {@linkplain QuantizedNetwork quantized network}, weights are uint8 with a DequantizeLinear each, every
 * fake-quantize layer is a QuantizeLinear and a DequantizeLinear, and a bias between 8-bit operands is int32 with the product
 * of their scales. Levels of fewer than 8 bits are held in uint8 and clipped to their range. ONNX rounds ties to even and
 * divides in float32, where this library rounds them away from zero and divides in double, so single levels may differ by one.
 */
public final class OnnxExporter {
    /** The version of ONNX's operator set: understood by ONNX Runtime 1.12 and later. */
    public static final int OPSET = 17;

    /** The version of ONNX's file format. */
    public static final int IR_VERSION = 8;

    private final InputTypeConvolutional image;
    private final CNN2DFormat inputFormat;

    private OnnxExporter(InputTypeConvolutional image, CNN2DFormat inputFormat) {
        this.image = image;
        this.inputFormat = Objects.requireNonNull(inputFormat, "inputFormat");
    }

    /**
     * An exporter for networks that take images of one size; the model's input is NCHW.
     *
     * @param channels at least 1
     * @param height at least 1
     * @param width at least 1
     */
    public static OnnxExporter forImages(int channels, int height, int width) {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("An image has at least one channel, row and column, found "
                    + Arrays.toString(new int[] {channels, height, width}) + ".");
        }
        return new OnnxExporter(
                (InputTypeConvolutional) InputType.convolutional(height, width, channels, CNN2DFormat.NHWC),
                CNN2DFormat.NCHW);
    }

    /** The same exporter with another layout of the model's input: NCHW (the default) or NHWC, as the network itself takes it. */
    public OnnxExporter inputFormat(CNN2DFormat format) {
        return new OnnxExporter(image, format);
    }

    /**
     * The ONNX model of a network in float32; fake-quantize layers in it become QuantizeLinear and DequantizeLinear.
     *
     * @param network one input, layers of this library, softmax and dropout
     * @return the model's file content
     * @throws IllegalArgumentException if ONNX cannot express the network, or it does not take such images
     */
    public byte[] export(ComputationGraph network) {
        boolean folded = Arrays.stream(network.getLayers())
                .noneMatch(layer -> layer.conf().getLayer() instanceof BatchNorm);
        return export(folded ? network : BatchNormFolding.fold(network), Map.of());
    }

    /**
     * The ONNX model of a quantized network, with integer weights.
     *
     * @param network at most 8 bits everywhere
     * @return the model's file content
     * @throws IllegalArgumentException if ONNX cannot express the network, or it does not take such images
     */
    public byte[] export(QuantizedNetwork network) {
        return export(network.network(), network.weights());
    }

    private byte[] export(ComputationGraph network, Map<String, AffineQuantizer> weights) {
        return new NetworkTranslation(network, weights, image, inputFormat)
                .model()
                .toByteArray();
    }

    /**
     * Writes {@link #export(ComputationGraph)} to a file, which is complete under its name or not there at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(ComputationGraph network, Path file) throws IOException {
        AtomicFiles.write(file, export(network));
    }

    /**
     * Writes {@link #export(QuantizedNetwork)} to a file, which is complete under its name or not there at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(QuantizedNetwork network, Path file) throws IOException {
        AtomicFiles.write(file, export(network));
    }
}
