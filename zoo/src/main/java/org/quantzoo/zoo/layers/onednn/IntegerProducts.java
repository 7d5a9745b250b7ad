package org.quantzoo.zoo.layers.onednn;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.onednn.IntegerProgram.Arithmetic;

/**
 * Convolutions and dense layers on integers, with the zero point of their weights made good exactly.
 *
 * <p>oneDNN's convolutions take signed 8-bit weights without a zero point. {@link WeightLevels} says what is left to add: for an
 * ordinary convolution the same window over the sums of the input's channels, times a constant; for one with groups a second
 * convolution with the few weights that exceed 8 bits. Matrix products, hence dense layers and 1x1 convolutions, have a zero point
 * of their own.
 */
final class IntegerProducts {
    private static final String CORRECTION = "zero point of the weights";
    // Axes of weights, as bit masks: OIHW, GOIHW, one row an input.
    private static final int OUTPUTS_OF_KERNELS = 0b1;
    private static final int OUTPUTS_OF_GROUPED_KERNELS = 0b11;
    private static final int OUTPUTS_OF_A_MATRIX = 0b10;

    private final StepWriter writer;
    private final NativeScope scope;
    private final Layout layout;

    IntegerProducts(StepWriter writer) {
        this.writer = writer;
        this.scope = writer.scope();
        this.layout = writer.layout();
    }

    IntegerTensor convolution(IntegerTensor x, ConvolutionGeometry geometry, IntegerLayer layer) {
        IntegerTensor y = writer.tensor(
                geometry.outputHeight(x.height()),
                geometry.outputWidth(x.width()),
                geometry.outChannels(),
                layer.quantizer());
        if (isPointwise(geometry)) {
            // OIHW weights of one pixel are a matrix with contiguous columns.
            dnnl_memory_desc weights = layout.transposed(dnnl.dnnl_s8, geometry.inChannels(), geometry.outChannels());
            MatrixProduct product = new MatrixProduct(
                    x,
                    x.asPixels(layout),
                    geometry.inChannels(),
                    weights,
                    y,
                    y.asPixels(layout),
                    geometry.outChannels());
            matrixProduct("pointwise convolution", product, layer);
            return y;
        }
        WeightLevels levels = new WeightLevels(layer.weights());
        if (levels.fit()) {
            convolution(x, y, geometry, layer, levels.shifted(), null);
        } else if (geometry.groups() == 1) {
            convolution(x, y, geometry, layer, levels.shifted(), offsetTimesSums(x, geometry, layer, levels.offset()));
        } else {
            convolution(x, y, geometry, layer, levels.clipped(), excess(x, geometry, layer, levels.excess()));
        }
        return y;
    }

    private static boolean isPointwise(ConvolutionGeometry geometry) {
        return geometry.groups() == 1
                && geometry.kernel().equals(Extent.square(1))
                && geometry.stride().equals(Extent.square(1));
    }

    private void convolution(
            IntegerTensor x,
            IntegerTensor y,
            ConvolutionGeometry geometry,
            IntegerLayer layer,
            byte[] weights,
            IntegerTensor addend) {
        IntegerAttributes attributes = new IntegerAttributes(scope)
                .zeroPoint(dnnl.DNNL_ARG_SRC, x.quantizer().zeroPoint());
        StepWriter.Step writing = writer.step(
                layer.name(), geometry.isDepthwise() ? "depthwise convolution" : "convolution", Arithmetic.INTEGER);
        if (addend != null) {
            dnnl_memory_desc images = addend.asImages(layout);
            writing.operand(attributes.add(images), addend, images);
        }
        float[] bias = layer.finish(
                attributes,
                x.scale(),
                geometry.groups() == 1 ? OUTPUTS_OF_KERNELS : OUTPUTS_OF_GROUPED_KERNELS,
                addend == null ? null : layout.nhwc(dnnl.dnnl_f32, 1, geometry.outChannels(), 1, 1));
        convolve(writing, x, y, geometry, weights, bias, attributes);
    }

    /** What the offset of all weights adds to each sum: the offset times the sum of the window over all channels. */
    private IntegerTensor offsetTimesSums(
            IntegerTensor x, ConvolutionGeometry geometry, IntegerLayer layer, int offset) {
        IntegerTensor sums = writer.tensor(x.height(), x.width(), 1, null);
        byte[] ones = new byte[x.channels()];
        Arrays.fill(ones, (byte) 1);
        IntegerAttributes attributes = new IntegerAttributes(scope)
                .zeroPoint(dnnl.DNNL_ARG_SRC, x.quantizer().zeroPoint());
        MatrixProduct product = new MatrixProduct(
                x,
                x.asPixels(layout),
                x.channels(),
                layout.matrix(dnnl.dnnl_s8, x.channels(), 1),
                sums,
                sums.asPixels(layout),
                1);
        multiply(
                writer.step(layer.name(), CORRECTION + ": sums of channels", Arithmetic.INTEGER),
                product,
                ones,
                null,
                attributes);
        ConvolutionGeometry window = new ConvolutionGeometry(
                1,
                geometry.outChannels(),
                geometry.kernel(),
                geometry.stride(),
                geometry.dilation(),
                1,
                geometry.padding());
        float[] offsets = new float
                [geometry.outChannels()
                        * geometry.kernel().height()
                        * geometry.kernel().width()];
        Arrays.fill(offsets, offset);
        IntegerTensor result = addend(x, geometry);
        ConvolutionProblem problem =
                new ConvolutionProblem(window, Rectifier.NONE, x.images(), x.height(), x.width(), false, false, false);
        StepWriter.Step step = writer.step(layer.name(), CORRECTION + ": sums of windows", Arithmetic.INTEGER);
        dnnl_primitive_desc descriptor = problem.forward(scope, dnnl.dnnl_forward_inference);
        step.weights(descriptor, NativeMemory.of(scope, offsets, step.name()), problem.weights(layout))
                .operand(dnnl.DNNL_ARG_SRC, sums, sums.asImages(layout))
                .operand(dnnl.DNNL_ARG_DST, result, result.asImages(layout))
                .add(descriptor);
        return result;
    }

    /** What the weights outside 8 bits add to each sum beyond their nearest 8-bit integers. */
    private IntegerTensor excess(IntegerTensor x, ConvolutionGeometry geometry, IntegerLayer layer, byte[] excess) {
        IntegerTensor result = addend(x, geometry);
        IntegerAttributes attributes = new IntegerAttributes(scope)
                .zeroPoint(dnnl.DNNL_ARG_SRC, x.quantizer().zeroPoint())
                .linear(-1, 0);
        convolve(
                writer.step(layer.name(), CORRECTION, Arithmetic.INTEGER),
                x,
                result,
                geometry,
                excess,
                null,
                attributes);
        return result;
    }

    private IntegerTensor addend(IntegerTensor x, ConvolutionGeometry geometry) {
        return writer.tensor(
                geometry.outputHeight(x.height()), geometry.outputWidth(x.width()), geometry.outChannels(), null);
    }

    private void convolve(
            StepWriter.Step step,
            IntegerTensor x,
            IntegerTensor y,
            ConvolutionGeometry geometry,
            byte[] weights,
            float[] bias,
            IntegerAttributes attributes) {
        ConvolutionProblem problem = new ConvolutionProblem(
                geometry, Rectifier.NONE, x.images(), x.height(), x.width(), bias != null, false, false);
        dnnl_memory_desc source = x.asImages(layout);
        dnnl_memory_desc target = y.asImages(layout);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        step.own(
                dnnl.dnnl_convolution_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_forward_inference,
                        dnnl.dnnl_convolution_direct,
                        source,
                        layout.any(dnnl.dnnl_s8, problem.weightAxes()),
                        bias == null ? null : layout.vector(bias.length),
                        target,
                        problem.strides(),
                        problem.dilations(),
                        problem.paddingBefore(),
                        problem.paddingAfter(),
                        attributes.build()),
                descriptor);
        step.operand(dnnl.DNNL_ARG_SRC, x, source)
                .weights(
                        descriptor,
                        NativeMemory.of(scope, weights, step.name()),
                        layout.weights(dnnl.dnnl_s8, problem.weightAxes()))
                .constants(attributes.arguments());
        if (bias != null) {
            step.constant(dnnl.DNNL_ARG_BIAS, NativeMemory.of(scope, bias, step.name()), layout.vector(bias.length));
        }
        step.operand(dnnl.DNNL_ARG_DST, y, target).add(descriptor);
    }

    IntegerTensor dense(IntegerTensor x, int outputs, IntegerLayer layer) {
        IntegerTensor y = writer.tensor(1, 1, outputs, layer.quantizer());
        dnnl_memory_desc weights = layout.matrix(dnnl.dnnl_s8, x.valuesOfOne(), outputs);
        matrixProduct(
                "dense",
                new MatrixProduct(x, x.asVectors(layout), x.valuesOfOne(), weights, y, y.asVectors(layout), outputs),
                layer);
        return y;
    }

    /** The operands of y = x W, and their numbers of columns. */
    private record MatrixProduct(
            IntegerTensor x,
            dnnl_memory_desc source,
            long inputs,
            dnnl_memory_desc weights,
            IntegerTensor y,
            dnnl_memory_desc target,
            long outputs) {}

    private void matrixProduct(String purpose, MatrixProduct product, IntegerLayer layer) {
        WeightLevels levels = new WeightLevels(layer.weights());
        IntegerAttributes attributes = new IntegerAttributes(scope)
                .zeroPoint(dnnl.DNNL_ARG_SRC, product.x().quantizer().zeroPoint())
                .zeroPoint(dnnl.DNNL_ARG_WEIGHTS, -levels.offset());
        float[] bias = layer.finish(attributes, product.x().scale(), OUTPUTS_OF_A_MATRIX, null);
        multiply(writer.step(layer.name(), purpose, Arithmetic.INTEGER), product, levels.shifted(), bias, attributes);
    }

    private void multiply(
            StepWriter.Step step, MatrixProduct product, byte[] weights, float[] bias, IntegerAttributes attributes) {
        dnnl_memory_desc biases = bias == null ? null : layout.matrix(dnnl.dnnl_f32, 1, bias.length);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        step.own(
                dnnl.dnnl_matmul_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        product.source(),
                        layout.any(dnnl.dnnl_s8, product.inputs(), product.outputs()),
                        biases,
                        product.target(),
                        attributes.build()),
                descriptor);
        step.operand(dnnl.DNNL_ARG_SRC, product.x(), product.source())
                .weights(descriptor, NativeMemory.of(scope, weights, step.name()), product.weights())
                .constants(attributes.arguments());
        if (bias != null) {
            step.constant(dnnl.DNNL_ARG_BIAS, NativeMemory.of(scope, bias, step.name()), biases);
        }
        step.operand(dnnl.DNNL_ARG_DST, product.y(), product.target()).add(descriptor);
    }
}
