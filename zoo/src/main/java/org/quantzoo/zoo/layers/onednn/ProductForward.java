package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** A compiled forward pass: weights and, in bfloat16, the input reordered, then products, bias and rectifier in one primitive. */
final class ProductForward implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final ProductProblem problem;
    private final Operation product;
    private final Reorder weights;
    private final Reorder input;
    private final ScratchLayout scratch = new ScratchLayout();
    private final long weightOffset;
    private final long inputOffset;
    private final long scratchpadOffset;

    ProductForward(ProductProblem problem) {
        this.problem = problem;
        Layout layout = new Layout(scope);
        int[] arguments = problem.bias()
                ? new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST, dnnl.DNNL_ARG_BIAS}
                : new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST};
        product = new Operation(
                scope,
                problem::toString,
                problem.forward(scope, problem.training() ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference),
                arguments);
        weights = new Reorder(scope, problem::toString, problem.weights(layout), product.layout(dnnl.DNNL_ARG_WEIGHTS));
        input = new Reorder(
                scope, problem::toString, problem.input(layout, dnnl.dnnl_f32), product.layout(dnnl.DNNL_ARG_SRC));
        weightOffset = scratch.add(weights.bytes());
        inputOffset = scratch.add(problem.training() ? 0 : input.bytes());
        scratchpadOffset = scratch.add(
                Math.max(product.scratchpadBytes(), Math.max(weights.scratchpadBytes(), input.scratchpadBytes())));
    }

    /**
     * Runs on the caller's arrays, given by address.
     *
     * @param bias 0 without bias
     * @param kept in training, where the input is put that the backward pass will read, if not the caller's own array
     */
    void run(ExecutionContext context, long x, long w, long bias, long y, NativeBuffer kept) {
        long base = context.scratch(scratch.bytes(), problem::toString);
        long scratchpad = base + scratchpadOffset;
        long inputPlace = problem.training() ? kept.reserve(input.bytes(), problem::toString) : base + inputOffset;
        long source = input.run(context, x, inputPlace, scratchpad);
        product.bind(dnnl.DNNL_ARG_SRC, source)
                .bind(dnnl.DNNL_ARG_WEIGHTS, weights.run(context, w, base + weightOffset, scratchpad))
                .bind(dnnl.DNNL_ARG_DST, y);
        if (problem.bias()) {
            product.bind(dnnl.DNNL_ARG_BIAS, bias);
        }
        product.run(context, scratchpad);
    }

    @Override
    public void close() {
        scope.close();
    }
}
