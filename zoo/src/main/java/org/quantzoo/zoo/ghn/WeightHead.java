package org.quantzoo.zoo.ghn;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The head of weights of two or four dimensions: decoded kernels, times the normalisation factor of their tensor. */
final class WeightHead implements Head {

    private final HeadKey key;
    private final KernelDecoder decoder;

    WeightHead(GhnWeights weights, HeadKey key) {
        this.key = key;
        decoder = new KernelDecoder(weights, key);
    }

    @Override
    public Decoded decode(Features features, double[] scales) {
        KernelDecoder.Kernels kernels = decoder.decode(features);
        int rows = features.rows();
        INDArray factors = Numbers.toArray(scales, kernels.values.dataType(), rows, 1);
        INDArray output = kernels.values
                .reshape('c', rows, key.positions(), (long) key.out() * key.in())
                .permute(0, 2, 1)
                .dup('c');
        kernels.values.close();
        output.reshape('c', rows, output.length() / rows).muliColumnVector(factors);
        return new DecodedWeights(
                kernels, factors, output.reshape('c', rows, key.out(), key.in(), key.height(), key.width()));
    }

    private final class DecodedWeights implements Decoded {
        private final KernelDecoder.Kernels kernels;
        private final INDArray factors;
        private final INDArray output;

        DecodedWeights(KernelDecoder.Kernels kernels, INDArray factors, INDArray output) {
            this.kernels = kernels;
            this.factors = factors;
            this.output = output;
        }

        @Override
        public INDArray output() {
            return output;
        }

        @Override
        public Features backpropagate(INDArray upstream, GhnWeights gradient) {
            long rows = upstream.size(0);
            upstream.reshape('c', rows, upstream.length() / rows).muliColumnVector(factors);
            try (Scratch scratch = new Scratch()) {
                INDArray byPosition =
                        scratch.own(upstream.reshape('c', rows, (long) key.out() * key.in(), key.positions())
                                .permute(0, 2, 1)
                                .dup('c'));
                return kernels.backpropagate(
                        byPosition.reshape('c', rows * key.positions(), (long) key.out() * key.in()), gradient);
            }
        }
    }
}
