package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * A compiled backward pass: the gradient through the rectifier, once rounded to bfloat16 where that is the precision,
 * feeds both the gradient at the weights (and bias) and the gradient at the input.
 */
final class ProductBackward implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final ProductProblem problem;
    private final Operation rectifier;
    private final Operation weightGradient;
    private final Operation inputGradient;
    private final Reorder input;
    private final Reorder gradient;
    private final Reorder weights;
    private final Reorder weightGradientOut;
    private final ScratchLayout scratch = new ScratchLayout();
    private final long inputOffset;
    private final long gradientOffset;
    private final long weightOffset;
    private final long scratchpadOffset;

    ProductBackward(ProductProblem problem) {
        this.problem = problem;
        Layout layout = new Layout(scope);
        dnnl_primitive_desc hint = problem.forward(scope, dnnl.dnnl_forward_training);
        rectifier = problem.rectifier() == Rectifier.NONE
                ? null
                : RectifierOperations.backward(scope, problem::toString, problem.rectifier(), problem.outputLength());
        weightGradient =
                new Operation(scope, problem::toString, problem.weightGradient(scope, hint), weightGradientArguments());
        inputGradient = new Operation(
                scope,
                problem::toString,
                problem.inputGradient(scope, hint),
                dnnl.DNNL_ARG_DIFF_DST,
                dnnl.DNNL_ARG_WEIGHTS,
                dnnl.DNNL_ARG_DIFF_SRC);
        input = new Reorder(
                scope,
                problem::toString,
                problem.input(layout, dnnl.dnnl_f32),
                weightGradient.layout(dnnl.DNNL_ARG_SRC));
        gradient = new Reorder(
                scope,
                problem::toString,
                problem.output(layout, dnnl.dnnl_f32),
                weightGradient.layout(dnnl.DNNL_ARG_DIFF_DST));
        weights = new Reorder(
                scope, problem::toString, problem.weights(layout), inputGradient.layout(dnnl.DNNL_ARG_WEIGHTS));
        weightGradientOut = new Reorder(
                scope, problem::toString, weightGradient.layout(dnnl.DNNL_ARG_DIFF_WEIGHTS), problem.weights(layout));
        inputOffset = scratch.add(input.bytes());
        gradientOffset = scratch.add(gradient.bytes());
        // The weight gradient is written out before the weights are reordered, so both use the same place.
        weightOffset = scratch.add(Math.max(
                weights.bytes(),
                weightGradientOut.isIdentity() ? 0 : weightGradient.bytes(dnnl.DNNL_ARG_DIFF_WEIGHTS)));
        scratchpadOffset = scratch.add(scratchpadBytes());
    }

    private int[] weightGradientArguments() {
        return problem.bias()
                ? new int[] {
                    dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_WEIGHTS, dnnl.DNNL_ARG_DIFF_BIAS
                }
                : new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_WEIGHTS};
    }

    private long scratchpadBytes() {
        long bytes = Math.max(weightGradient.scratchpadBytes(), inputGradient.scratchpadBytes());
        for (Reorder reorder : new Reorder[] {input, gradient, weights, weightGradientOut}) {
            bytes = Math.max(bytes, reorder.scratchpadBytes());
        }
        return rectifier == null ? bytes : Math.max(bytes, rectifier.scratchpadBytes());
    }

    /**
     * Runs on the caller's arrays, given by address; {@code dy} is overwritten where there is a rectifier.
     *
     * @param kept the input as the training pass has kept it, or 0
     * @param dx 0 where nobody needs the gradient at the input
     * @param dbias 0 without bias
     */
    void run(ExecutionContext context, long x, long kept, long w, long y, long dy, long dx, long dw, long dbias) {
        long base = context.scratch(scratch.bytes(), problem::toString);
        long scratchpad = base + scratchpadOffset;
        if (rectifier != null) {
            rectifier
                    .bind(dnnl.DNNL_ARG_DST, y)
                    .bind(dnnl.DNNL_ARG_DIFF_DST, dy)
                    .bind(dnnl.DNNL_ARG_DIFF_SRC, dy)
                    .run(context, scratchpad);
        }
        long source = kept != 0 && !input.isIdentity() ? kept : input.run(context, x, base + inputOffset, scratchpad);
        long rounded = gradient.run(context, dy, base + gradientOffset, scratchpad);
        long weightPlace = weightGradientOut.isIdentity() ? dw : base + weightOffset;
        weightGradient
                .bind(dnnl.DNNL_ARG_SRC, source)
                .bind(dnnl.DNNL_ARG_DIFF_DST, rounded)
                .bind(dnnl.DNNL_ARG_DIFF_WEIGHTS, weightPlace);
        if (problem.bias()) {
            weightGradient.bind(dnnl.DNNL_ARG_DIFF_BIAS, dbias);
        }
        weightGradient.run(context, scratchpad);
        weightGradientOut.run(context, weightPlace, dw, scratchpad);
        if (dx != 0) {
            inputGradient
                    .bind(dnnl.DNNL_ARG_DIFF_DST, rounded)
                    .bind(dnnl.DNNL_ARG_WEIGHTS, weights.run(context, w, base + weightOffset, scratchpad))
                    .bind(dnnl.DNNL_ARG_DIFF_SRC, dx)
                    .run(context, scratchpad);
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
