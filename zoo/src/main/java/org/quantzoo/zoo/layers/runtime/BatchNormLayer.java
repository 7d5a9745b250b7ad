package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.BatchNormKernel;
import org.quantzoo.zoo.layers.Rectifier;

/** A {@link BatchNorm} layer that computes. */
public final class BatchNormLayer extends KernelLayer<BatchNorm> {
    private final BatchNormKernel kernel;
    private final INDArray batchMean;
    private final INDArray batchVariance;

    private INDArray output;
    private boolean trainedForward;

    public BatchNormLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        BatchNorm batchNorm = layerConf();
        long channels = batchNorm.getNIn();
        kernel = KernelSelector.kernelsFor(dataType)
                .batchNorm(Math.toIntExact(channels), batchNorm.getEpsilon(), batchNorm.getRectifier());
        try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            batchMean = Nd4j.create(dataType, 1, channels);
            batchVariance = Nd4j.create(dataType, 1, channels);
        }
    }

    @Override
    public Type type() {
        return Type.NORMALIZATION;
    }

    @Override
    public boolean hasBias() {
        return false;
    }

    /** What the statistics have in place of gradients are whole steps, which DL4J must not divide by the batch size. */
    @Override
    public boolean updaterDivideByMinibatch(String key) {
        return !key.equals(BatchNorm.MEAN) && !key.equals(BatchNorm.VARIANCE);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        return Memory.of(this::id, input, () -> forward(training, workspaces));
    }

    private INDArray forward(boolean training, LayerWorkspaceMgr workspaces) {
        requireChannels();
        input = Activations.dense(input, dataType, ArrayType.INPUT, workspaces);
        output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, input.shape(), 'c');
        INDArray gamma = getParam(BatchNorm.GAMMA);
        INDArray beta = getParam(BatchNorm.BETA);
        if (training) {
            kernel.forwardTraining(input, gamma, beta, output, batchMean, batchVariance);
        } else {
            kernel.forwardInference(input, gamma, beta, getParam(BatchNorm.MEAN), getParam(BatchNorm.VARIANCE), output);
        }
        trainedForward = training;
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        return Memory.of(this::id, input, () -> backward(epsilon, workspaces));
    }

    private Pair<Gradient, INDArray> backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray dy = Activations.scratchGradient(epsilon, dataType, workspaces);
        INDArray dx = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
        INDArray gamma = getParam(BatchNorm.GAMMA);
        INDArray dgamma = gradientViews.get(BatchNorm.GAMMA);
        INDArray dbeta = gradientViews.get(BatchNorm.BETA);
        INDArray dmean = gradientViews.get(BatchNorm.MEAN);
        INDArray dvariance = gradientViews.get(BatchNorm.VARIANCE);
        if (trainedForward) {
            kernel.backward(input, gamma, batchMean, batchVariance, output, dy, dx, dgamma, dbeta);
            // The updater subtracts: running -= (1 - momentum) (running - batch).
            double share = 1 - layerConf().getMomentum();
            getParam(BatchNorm.MEAN).subi(batchMean, dmean).muli(share);
            getParam(BatchNorm.VARIANCE).subi(batchVariance, dvariance).muli(share);
        } else {
            fixedStatisticsBackward(dy, dx, gamma, dgamma, dbeta);
            dmean.assign(0);
            dvariance.assign(0);
        }
        Gradient gradients = new DefaultGradient();
        gradients.setGradientFor(BatchNorm.GAMMA, dgamma, 'c');
        gradients.setGradientFor(BatchNorm.BETA, dbeta, 'c');
        gradients.setGradientFor(BatchNorm.MEAN, dmean, 'c');
        gradients.setGradientFor(BatchNorm.VARIANCE, dvariance, 'c');
        return new Pair<>(gradients, dx);
    }

    /** The gradient of an affine map per channel, which the layer is in a frozen layer that passes gradients on. */
    private void fixedStatisticsBackward(INDArray dy, INDArray dx, INDArray gamma, INDArray dgamma, INDArray dbeta) {
        Rectifier rectifier = layerConf().getRectifier();
        dy.muli(output.gt(rectifier.lower()).castTo(dataType));
        dy.muli(output.lt(rectifier.upper()).castTo(dataType));
        long channels = layerConf().getNIn();
        long rows = input.length() / channels;
        INDArray gradient = dy.reshape('c', rows, channels);
        INDArray inverseDeviation = Transforms.sqrt(
                        getParam(BatchNorm.VARIANCE).add(layerConf().getEpsilon()), false)
                .rdivi(1);
        INDArray normalised = input.reshape('c', rows, channels)
                .subRowVector(getParam(BatchNorm.MEAN))
                .muliRowVector(inverseDeviation);
        dbeta.assign(gradient.sum(true, 0));
        dgamma.assign(normalised.muli(gradient).sum(true, 0));
        dx.assign(dy);
        dx.reshape('c', rows, channels).muliRowVector(inverseDeviation.muli(gamma));
    }

    private void requireChannels() {
        long channels = layerConf().getNIn();
        int rank = input.rank();
        if ((rank != 2 && rank != 4) || input.size(rank - 1) != channels) {
            throw new DL4JInvalidInputException(id() + " needs NHWC images or vectors of " + channels
                    + " channels, found an input of shape " + Activations.shape(input) + ".");
        }
        Activations.requireExamples(input, id());
    }

    @Override
    public void clear() {
        super.clear();
        output = null;
    }
}
