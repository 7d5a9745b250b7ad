package org.quantzoo.zoo.ghn;

import java.util.Set;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.quantzoo.datasets.architectures.NodeOperation;
import org.quantzoo.datasets.architectures.TensorShape;
import org.quantzoo.zoo.ghn.LayerReading.Place;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectification;

/** Reads single layers, the library's and DL4J's own plain ones, as parts of a network graph. */
final class LayerReader {

    private static final Set<Class<? extends Layer>> TRANSPARENT = Set.of(
            FakeQuantize.class,
            Rectification.class,
            ActivationLayer.class,
            DropoutLayer.class,
            LossLayer.class,
            Cropping2D.class,
            ZeroPaddingLayer.class);

    private static final String SUPPORTED = "Supported are the layers Convolution, Dense, BatchNorm, Pooling,"
            + " GlobalPooling (of averages), Rectification and FakeQuantize of this library; DL4J's ConvolutionLayer,"
            + " DepthwiseConvolution2D, DenseLayer, OutputLayer, BatchNormalization, SubsamplingLayer (MAX, AVG),"
            + " GlobalPoolingLayer (AVG), ActivationLayer, DropoutLayer, LossLayer, Cropping2D and ZeroPaddingLayer; and the"
            + " vertices ResidualSum, ChannelConcat, ElementWiseVertex (Add), MergeVertex, ScaleVertex and"
            + " PreprocessorVertex.";

    private LayerReader() {}

    /** The error for something that has no place in a network graph. */
    static IllegalArgumentException unsupported(String kind, String name, String what) {
        return new IllegalArgumentException(
                kind + " \"" + name + "\" is " + what + ", for which no parameters can be predicted. " + SUPPORTED);
    }

    /**
     * Reads a layer.
     *
     * @param name for messages
     * @param lastChannels neighbouring features of the layer's flattened input that belong to one pixel, 0 where unknown
     * @throws IllegalArgumentException if the layer is not supported
     */
    static LayerReading read(String name, Layer layer, long lastChannels) {
        if (TRANSPARENT.contains(layer.getClass())) {
            return LayerReading.TRANSPARENT;
        }
        if (layer instanceof Convolution convolution) {
            return convolution(convolution);
        }
        if (layer instanceof Dense dense) {
            return dense(dense, lastChannels, dense.isHasBias() ? Dense.BIAS : null);
        }
        if (layer instanceof BatchNorm batchNorm) {
            return LayerReading.batchNorm(batchNorm.getNIn(), BatchNorm.GAMMA, BatchNorm.BETA);
        }
        if (layer instanceof Pooling pooling) {
            return pooling(pooling.getMode() == PoolingGeometry.Mode.AVERAGE, pooling.getKernelSize());
        }
        if (layer instanceof GlobalPooling pooling) {
            if (pooling.getMode() != PoolingGeometry.Mode.AVERAGE) {
                throw unsupported("Layer", name, "a GlobalPooling of type " + pooling.getMode());
            }
            return LayerReading.parameterFree(NodeOperation.GLOBAL_AVERAGE_POOL, TensorShape.NONE);
        }
        return stock(name, layer, lastChannels);
    }

    /** DL4J's own; subclasses of these classes may compute something else. */
    private static LayerReading stock(String name, Layer layer, long lastChannels) {
        Class<? extends Layer> type = layer.getClass();
        if (type == ConvolutionLayer.class || type == Convolution2D.class) {
            return stockConvolution((ConvolutionLayer) layer);
        }
        if (layer instanceof DepthwiseConvolution2D depthwise && type == DepthwiseConvolution2D.class) {
            return stockDepthwise(depthwise);
        }
        if (layer instanceof DenseLayer dense && type == DenseLayer.class) {
            if (dense.hasLayerNorm()) {
                throw unsupported("Layer", name, "a DenseLayer with layer normalisation");
            }
            return dense(dense, lastChannels, dense.hasBias() ? DefaultParamInitializer.BIAS_KEY : null);
        }
        if (layer instanceof OutputLayer output && type == OutputLayer.class) {
            return dense(output, lastChannels, output.hasBias() ? DefaultParamInitializer.BIAS_KEY : null);
        }
        if (layer instanceof BatchNormalization batchNorm && type == BatchNormalization.class) {
            if (batchNorm.isLockGammaBeta()) {
                throw unsupported("Layer", name, "a BatchNormalization with locked gamma and beta");
            }
            return LayerReading.batchNorm(
                    batchNorm.getNOut(),
                    BatchNormalizationParamInitializer.GAMMA,
                    BatchNormalizationParamInitializer.BETA);
        }
        if (layer instanceof SubsamplingLayer pooling && type == SubsamplingLayer.class) {
            PoolingType mode = pooling.getPoolingType();
            if (mode != PoolingType.MAX && mode != PoolingType.AVG) {
                throw unsupported("Layer", name, "a SubsamplingLayer of type " + mode);
            }
            return pooling(mode == PoolingType.AVG, pooling.getKernelSize());
        }
        if (layer instanceof GlobalPoolingLayer pooling) {
            if (pooling.getPoolingType() != PoolingType.AVG) {
                throw unsupported("Layer", name, "a GlobalPoolingLayer of type " + pooling.getPoolingType());
            }
            return LayerReading.parameterFree(NodeOperation.GLOBAL_AVERAGE_POOL, TensorShape.NONE);
        }
        throw unsupported("Layer", name, "of type " + type.getSimpleName());
    }

    private static LayerReading convolution(Convolution convolution) {
        ConvolutionGeometry geometry = convolution.geometry();
        boolean dilated =
                geometry.dilation().height() > 1 && geometry.dilation().width() > 1;
        TensorShape shape = TensorShape.of(
                geometry.outChannels(),
                geometry.channelsPerFilter(),
                geometry.kernel().height(),
                geometry.kernel().width());
        return LayerReading.weighted(
                operation(geometry.groups() > 1, dilated),
                shape,
                Place.sameOrder(Convolution.WEIGHTS),
                convolution.isHasBias() ? Convolution.BIAS : null);
    }

    private static LayerReading stockConvolution(ConvolutionLayer convolution) {
        int[] kernel = convolution.getKernelSize();
        TensorShape shape = TensorShape.of(
                Math.toIntExact(convolution.getNOut()), Math.toIntExact(convolution.getNIn()), kernel[0], kernel[1]);
        return LayerReading.weighted(
                NodeOperation.CONVOLUTION,
                shape,
                Place.sameOrder(ConvolutionParamInitializer.WEIGHT_KEY),
                convolution.hasBias() ? ConvolutionParamInitializer.BIAS_KEY : null);
    }

    private static LayerReading stockDepthwise(DepthwiseConvolution2D depthwise) {
        int[] kernel = depthwise.getKernelSize();
        int[] dilation = depthwise.getDilation();
        TensorShape shape = TensorShape.of(
                Math.toIntExact(depthwise.getNIn() * depthwise.getDepthMultiplier()), 1, kernel[0], kernel[1]);
        return LayerReading.weighted(
                operation(depthwise.getNIn() > 1, dilation[0] > 1 && dilation[1] > 1),
                shape,
                new Place(
                        ConvolutionParamInitializer.WEIGHT_KEY,
                        new TensorLayout.DepthwiseChannelsLast(depthwise.getNIn(), depthwise.getDepthMultiplier())),
                depthwise.hasBias() ? ConvolutionParamInitializer.BIAS_KEY : null);
    }

    private static NodeOperation operation(boolean grouped, boolean dilated) {
        if (!grouped) {
            return NodeOperation.CONVOLUTION;
        }
        return dilated ? NodeOperation.DILATED_CONVOLUTION : NodeOperation.GROUPED_CONVOLUTION;
    }

    private static LayerReading dense(FeedForwardLayer dense, long lastChannels, String biasKey) {
        long inputs = dense.getNIn();
        boolean image = lastChannels > 0 && inputs % lastChannels == 0;
        TensorLayout layout = image
                ? new TensorLayout.DenseChannelsLast(lastChannels, inputs / lastChannels)
                : new TensorLayout.DenseChannelsLast(inputs, 1);
        return LayerReading.weighted(
                NodeOperation.CONVOLUTION,
                TensorShape.of(Math.toIntExact(dense.getNOut()), Math.toIntExact(inputs)),
                new Place(DefaultParamInitializer.WEIGHT_KEY, layout),
                biasKey);
    }

    private static LayerReading pooling(boolean average, int[] kernel) {
        return LayerReading.parameterFree(
                average ? NodeOperation.AVERAGE_POOL : NodeOperation.MAX_POOL,
                TensorShape.of(1, 1, kernel[0], kernel[1]));
    }
}
