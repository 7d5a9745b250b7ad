package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Kernels.BatchNormKernel;
import org.quantzoo.zoo.layers.Kernels.ConvolutionKernel;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * Folds batch normalisation into a convolution with the statistics of one batch, and takes gradients back through both.
 *
 * <p>With c = x * w, m and v its mean and biased variance per channel, and f = gamma / sqrt(v + epsilon), the folded weights are f w and
 * the folded bias is beta - f m. A NaN or infinity in the batch goes through to weights and bias.
 */
final class BatchFolding {
    private final ConvolutionKernel kernel;
    private final BatchNormKernel statistics;
    private final double epsilon;
    private final boolean statisticsGradient;
    private final DataType dataType;
    private final INDArray mean;
    private final INDArray variance;
    private final INDArray inverseDeviation;
    private final INDArray factor;
    private final INDArray weights;
    private final INDArray bias;

    private INDArray unfolded;

    BatchFolding(
            Kernels kernels,
            ConvolutionGeometry geometry,
            double epsilon,
            boolean statisticsGradient,
            DataType dataType) {
        int channels = geometry.outChannels();
        this.kernel = kernels.convolution(geometry, Rectifier.NONE);
        this.statistics = kernels.batchNorm(channels, epsilon, Rectifier.NONE);
        this.epsilon = epsilon;
        this.statisticsGradient = statisticsGradient;
        this.dataType = dataType;
        mean = Nd4j.create(dataType, 1, channels);
        variance = Nd4j.create(dataType, 1, channels);
        inverseDeviation = Nd4j.create(dataType, 1, channels);
        factor = Nd4j.create(dataType, 1, channels);
        weights = Nd4j.create(dataType, geometry.weightShape());
        bias = Nd4j.create(dataType, 1, channels);
    }

    /** The folded weights of the last forward pass. */
    INDArray weights() {
        return weights;
    }

    /** The folded bias of the last forward pass. */
    INDArray bias() {
        return bias;
    }

    void forward(
            INDArray x, INDArray w, INDArray gamma, INDArray beta, long[] outputShape, LayerWorkspaceMgr workspaces) {
        unfolded = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, outputShape, 'c');
        kernel.forward(x, w, null, unfolded, true);
        // Only mean and variance are wanted of the normalisation.
        INDArray normalised = workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, dataType, outputShape, 'c');
        statistics.forwardTraining(unfolded, gamma, beta, normalised, mean, variance);
        try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            inverseDeviation.assign(
                    Transforms.sqrt(variance.add(epsilon), false).rdivi(1));
            factor.assign(gamma.mul(inverseDeviation));
            weights.assign(rows(w).mulColumnVector(column(factor)).reshape('c', w.shape()));
            bias.assign(beta.sub(factor.mul(mean)));
        }
    }

    /**
     * Turns gradients at the folded tensors into those at the unfolded ones, in place.
     *
     * @param dx gradient at the input through the folded weights, to which that through the statistics is added; may be null
     * @param dw gradient at the folded weights
     * @param dgamma overwritten
     * @param dbeta gradient at the folded bias, which is that at beta
     */
    void backward(
            INDArray x,
            INDArray w,
            INDArray gamma,
            INDArray dx,
            INDArray dw,
            INDArray dgamma,
            INDArray dbeta,
            LayerWorkspaceMgr workspaces) {
        try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            INDArray dfactor =
                    rows(dw).mul(rows(w)).sum(1).reshape('c', 1, mean.length()).subi(dbeta.mul(mean));
            dgamma.assign(dfactor.mul(inverseDeviation));
            rows(dw).muliColumnVector(column(factor));
            if (!statisticsGradient) {
                return;
            }
            long count = unfolded.length() / mean.length();
            INDArray dmean = dbeta.mul(factor).negi();
            // d(v + epsilon)^(-1/2) / dv = -(v + epsilon)^(-3/2) / 2
            INDArray dvariance = dfactor.mul(gamma)
                    .muli(Transforms.pow(inverseDeviation, 3, true))
                    .muli(-0.5);
            INDArray slope = dvariance.muli(2.0 / count);
            INDArray offset = dmean.divi(count).subi(slope.mul(mean));
            INDArray dunfolded =
                    workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, unfolded.shape(), 'c');
            dunfolded.assign(unfolded);
            dunfolded.reshape('c', count, mean.length()).muliRowVector(slope).addiRowVector(offset);
            INDArray dxStatistics = dx == null
                    ? null
                    : workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, x.shape(), 'c');
            INDArray dwStatistics = Nd4j.createUninitialized(dataType, w.shape(), 'c');
            kernel.backward(x, w, unfolded, dunfolded, dxStatistics, dwStatistics, null);
            dw.addi(dwStatistics);
            if (dx != null) {
                dx.addi(dxStatistics);
            }
        }
    }

    /** One row a filter; a view. */
    private static INDArray rows(INDArray filters) {
        return filters.reshape('c', filters.size(0), filters.length() / filters.size(0));
    }

    private static INDArray column(INDArray row) {
        return row.reshape('c', row.length(), 1);
    }
}
