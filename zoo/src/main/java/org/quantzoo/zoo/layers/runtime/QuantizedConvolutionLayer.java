package org.quantzoo.zoo.layers.runtime;

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
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Kernels.ConvolutionKernel;
import org.quantzoo.zoo.layers.QuantizedConvolution;
import org.quantzoo.zoo.layers.Rectifier;

/** A {@link QuantizedConvolution} that computes. */
public final class QuantizedConvolutionLayer extends KernelLayer<QuantizedConvolution> {
    private final ConvolutionGeometry geometry;
    private final ConvolutionKernel kernel;
    private final TensorQuantization quantization;
    private final BatchFolding folding;
    private final INDArray quantized;

    private INDArray output;

    public QuantizedConvolutionLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        QuantizedConvolution layer = layerConf();
        geometry = layer.getConvolution().geometry();
        Kernels kernels = KernelSelector.kernelsFor(dataType);
        kernel = kernels.convolution(geometry, Rectifier.NONE);
        quantization = layer.getWeightQuantizer() == null
                ? null
                : new TensorQuantization(layer.getWeightQuantizer(), layer.getLayerName(), dataType);
        try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            folding = layer.isFoldedBatchNorm()
                    ? new BatchFolding(kernels, geometry, layer.getEpsilon(), layer.isStatisticsGradient(), dataType)
                    : null;
            quantized = Nd4j.create(dataType, geometry.weightShape());
        }
    }

    @Override
    public Type type() {
        return Type.CONVOLUTIONAL;
    }

    @Override
    public boolean hasBias() {
        return layerConf().getConvolution().isHasBias();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        Activations.requireImages(input, geometry.inChannels(), id());
        int height = geometry.outputHeight(Math.toIntExact(input.size(1)));
        int width = geometry.outputWidth(Math.toIntExact(input.size(2)));
        Activations.requireOutput(height, width, geometry.window(), input, id());
        input = Activations.dense(input, dataType, ArrayType.INPUT, workspaces);
        long[] shape = {input.size(0), height, width, geometry.outChannels()};
        output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
        INDArray weights = getParam(QuantizedConvolution.WEIGHTS);
        INDArray bias = hasBias() ? getParam(QuantizedConvolution.BIAS) : null;
        if (folding != null) {
            folding.forward(
                    input,
                    weights,
                    getParam(QuantizedConvolution.GAMMA),
                    getParam(QuantizedConvolution.BETA),
                    shape,
                    workspaces);
            weights = folding.weights();
            bias = folding.bias();
        }
        quantize(weights);
        kernel.forward(input, quantized, bias, output, true);
        return output;
    }

    private void quantize(INDArray weights) {
        if (quantization == null) {
            quantized.assign(weights);
        } else {
            quantization.forward(weights, quantized);
        }
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray dy = Activations.scratchGradient(epsilon, dataType, workspaces);
        INDArray dx = layerConf().getConvolution().isInputGradient()
                ? workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c')
                : null;
        INDArray weights = getParam(QuantizedConvolution.WEIGHTS);
        INDArray dw = gradientViews.get(QuantizedConvolution.WEIGHTS);
        INDArray dgamma = gradientViews.get(QuantizedConvolution.GAMMA);
        INDArray dbeta = gradientViews.get(QuantizedConvolution.BETA);
        // The shift of a folded normalisation enters as a bias does.
        INDArray dbias = folding == null ? gradientViews.get(QuantizedConvolution.BIAS) : dbeta;
        kernel.backward(input, quantized, output, dy, dx, dw, dbias);
        if (quantization != null) {
            quantization.backward(folding == null ? weights : folding.weights(), dw, dw);
        }
        Gradient gradients = new DefaultGradient();
        gradients.setGradientFor(QuantizedConvolution.WEIGHTS, dw, 'c');
        if (hasBias()) {
            gradients.setGradientFor(QuantizedConvolution.BIAS, dbias, 'c');
        }
        if (folding != null) {
            folding.backward(input, weights, getParam(QuantizedConvolution.GAMMA), dx, dw, dgamma, dbeta, workspaces);
            gradients.setGradientFor(QuantizedConvolution.GAMMA, dgamma, 'c');
            gradients.setGradientFor(QuantizedConvolution.BETA, dbeta, 'c');
        }
        return new Pair<>(gradients, dx);
    }

    @Override
    public void clear() {
        super.clear();
        output = null;
    }
}
