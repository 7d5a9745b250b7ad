package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.onednn.IntegerProgram.Arithmetic;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** The steps of a program without weights: quantization, pooling, residual sums, softmax. */
final class ElementSteps {
    private final StepWriter writer;
    private final Layout layout;

    ElementSteps(StepWriter writer) {
        this.writer = writer;
        this.layout = writer.layout();
    }

    IntegerTensor quantize(String name, IntegerTensor x, AffineQuantizer quantizer) {
        // Eight bits saturate by themselves.
        IntegerTensor real = Requantization.of(1, quantizer, Rectifier.NONE).clips()
                ? clip(name, x, quantizer.range().min(), quantizer.range().max())
                : x;
        IntegerTensor y = writer.tensor(x.height(), x.width(), x.channels(), quantizer);
        IntegerAttributes attributes = new IntegerAttributes(writer.scope())
                .scale(dnnl.DNNL_ARG_TO, IntegerTensor.scale(quantizer))
                .zeroPoint(dnnl.DNNL_ARG_TO, quantizer.zeroPoint());
        reorder(writer.step(name, "quantization", Arithmetic.CONVERSION), real, y, attributes);
        return y;
    }

    IntegerTensor dequantize(String name, IntegerTensor x) {
        IntegerTensor y = writer.tensor(x.height(), x.width(), x.channels(), null);
        IntegerAttributes attributes = new IntegerAttributes(writer.scope())
                .scale(dnnl.DNNL_ARG_FROM, x.scale())
                .zeroPoint(dnnl.DNNL_ARG_FROM, x.quantizer().zeroPoint());
        reorder(writer.step(name, "dequantization", Arithmetic.CONVERSION), x, y, attributes);
        return y;
    }

    private void reorder(StepWriter.Step step, IntegerTensor x, IntegerTensor y, IntegerAttributes attributes) {
        dnnl_memory_desc from = x.asVectors(layout);
        dnnl_memory_desc to = y.asVectors(layout);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        step.own(
                dnnl.dnnl_reorder_primitive_desc_create(
                        descriptor, from, OneDnnEngine.handle(), to, OneDnnEngine.handle(), attributes.build()),
                descriptor);
        step.constants(attributes.arguments())
                .operand(dnnl.DNNL_ARG_FROM, x, from)
                .operand(dnnl.DNNL_ARG_TO, y, to)
                .add(descriptor);
    }

    private IntegerTensor clip(String name, IntegerTensor x, double lower, double upper) {
        IntegerTensor y = writer.tensor(x.height(), x.width(), x.channels(), null);
        dnnl_memory_desc values = x.asVectors(layout);
        StepWriter.Step step = writer.step(name, "clipping", Arithmetic.CONVERSION);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        step.own(
                dnnl.dnnl_eltwise_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_forward_inference,
                        dnnl.dnnl_eltwise_clip_v2,
                        values,
                        values,
                        (float) lower,
                        (float) upper,
                        new Attributes(writer.scope()).plain()),
                descriptor);
        step.operand(dnnl.DNNL_ARG_SRC, x, values)
                .operand(dnnl.DNNL_ARG_DST, y, values)
                .add(descriptor);
        return y;
    }

    /** Pooling in the type of the input: the mean of levels would be rounded, so only float32 has one. */
    IntegerTensor pooling(String name, IntegerTensor x, PoolingGeometry geometry) {
        PoolingProblem problem = new PoolingProblem(geometry, x.images(), x.height(), x.width(), x.channels(), false);
        IntegerTensor y = writer.tensor(problem.outputHeight(), problem.outputWidth(), x.channels(), x.quantizer());
        dnnl_memory_desc source = x.asImages(layout);
        dnnl_memory_desc target = y.asImages(layout);
        StepWriter.Step step = writer.step(name, "pooling", x.isInteger() ? Arithmetic.INTEGER : Arithmetic.FLOAT32);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        step.own(
                dnnl.dnnl_pooling_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_forward_inference,
                        problem.algorithm(),
                        source,
                        target,
                        PoolingProblem.pair(geometry.stride()),
                        PoolingProblem.pair(geometry.kernel()),
                        new long[] {0, 0},
                        problem.paddingBefore(),
                        problem.paddingAfter(),
                        new Attributes(writer.scope()).plain()),
                descriptor);
        step.operand(dnnl.DNNL_ARG_SRC, x, source)
                .operand(dnnl.DNNL_ARG_DST, y, target)
                .add(descriptor);
        return y;
    }

    /** round(a / s - Za sa / s + b / s - Zb sb / s) + Z, all in units of the result's step s. */
    IntegerTensor sum(String name, IntegerTensor a, IntegerTensor b, Rectifier rectifier, AffineQuantizer quantizer) {
        Requantization levels = Requantization.of(1, quantizer, rectifier);
        double first = a.scale() / levels.divisor();
        double second = b.scale() / levels.divisor();
        double shift = levels.zeroPoint()
                - first * a.quantizer().zeroPoint()
                - second * b.quantizer().zeroPoint();
        IntegerAttributes attributes = new IntegerAttributes(writer.scope())
                .scale(dnnl.DNNL_ARG_SRC_0, first)
                .scale(dnnl.DNNL_ARG_SRC_1, second)
                .linear(1, shift);
        if (levels.clips()) {
            attributes.clip(levels.lowest(), levels.highest());
        }
        IntegerTensor y = writer.tensor(a.height(), a.width(), a.channels(), quantizer);
        dnnl_memory_desc values = a.asVectors(layout);
        StepWriter.Step step = writer.step(name, "residual sum", Arithmetic.INTEGER);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        step.own(
                dnnl.dnnl_binary_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_binary_add,
                        values,
                        values,
                        values,
                        attributes.build()),
                descriptor);
        step.operand(dnnl.DNNL_ARG_SRC_0, a, values)
                .operand(dnnl.DNNL_ARG_SRC_1, b, values)
                .operand(dnnl.DNNL_ARG_DST, y, values)
                .constants(attributes.arguments())
                .add(descriptor);
        return y;
    }

    IntegerTensor softmax(String name, IntegerTensor x) {
        IntegerTensor y = writer.tensor(1, 1, x.channels(), null);
        dnnl_memory_desc rows = x.asVectors(layout);
        StepWriter.Step step = writer.step(name, "softmax", Arithmetic.FLOAT32);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        step.own(
                dnnl.dnnl_softmax_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_forward_inference,
                        dnnl.dnnl_softmax_accurate,
                        rows,
                        rows,
                        1,
                        new Attributes(writer.scope()).plain()),
                descriptor);
        step.operand(dnnl.DNNL_ARG_SRC, x, rows)
                .operand(dnnl.DNNL_ARG_DST, y, rows)
                .add(descriptor);
        return y;
    }

    /** A dense layer in float32, for inputs that lie on no grid. */
    IntegerTensor dense(String name, IntegerTensor x, int outputs, float[] weights, float[] bias, Rectifier rectifier) {
        IntegerTensor y = writer.tensor(1, 1, outputs, null);
        DenseProblem problem =
                new DenseProblem(x.images(), x.valuesOfOne(), outputs, rectifier, bias != null, false, false);
        StepWriter.Step step = writer.step(name, "dense", Arithmetic.FLOAT32);
        dnnl_primitive_desc descriptor = problem.forward(writer.scope(), dnnl.dnnl_forward_inference);
        step.operand(dnnl.DNNL_ARG_SRC, x, x.asVectors(layout))
                .weights(descriptor, NativeMemory.of(writer.scope(), weights, step.name()), problem.weights(layout));
        if (bias != null) {
            step.constant(
                    dnnl.DNNL_ARG_BIAS, NativeMemory.of(writer.scope(), bias, step.name()), layout.vector(bias.length));
        }
        step.operand(dnnl.DNNL_ARG_DST, y, y.asVectors(layout)).add(descriptor);
        return y;
    }
}
