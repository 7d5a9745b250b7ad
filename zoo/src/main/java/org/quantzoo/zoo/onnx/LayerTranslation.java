package org.quantzoo.zoo.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import onnx.Onnx;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** This library's layers as ONNX nodes, NCHW; every result is named after its layer. */
final class LayerTranslation {
    private static final Extent NO_DILATION = Extent.square(1);

    private final OnnxGraph graph;
    private final QuantizedTensors quantized;

    /**
     * Starts a translation.
     *
     * @param weights the quantizers of weights by layer; layers without one have float weights
     */
    LayerTranslation(OnnxGraph graph, Map<String, AffineQuantizer> weights) {
        this.graph = graph;
        this.quantized = new QuantizedTensors(graph, weights);
    }

    TensorValue convolution(String name, Convolution layer, Map<String, INDArray> parameters, TensorValue input) {
        InputType output = layer.getOutputType(-1, input.type());
        ConvolutionGeometry geometry = layer.geometry();
        Onnx.AttributeProto[] attributes = {
            extent("kernel_shape", geometry.kernel()),
            extent("strides", geometry.stride()),
            extent("dilations", geometry.dilation()),
            pads(geometry.padding(), geometry.kernel(), geometry.stride(), geometry.dilation(), input),
            OnnxGraph.number("group", geometry.groups())
        };
        List<String> operands = operands(
                name, parameters.get(Convolution.WEIGHTS), parameters.get(Convolution.BIAS), input, input.name());
        return rectified("Conv", name, layer.getRectifier(), operands, output, attributes);
    }

    TensorValue batchNorm(String name, BatchNorm layer, Map<String, INDArray> parameters, TensorValue input) {
        List<String> operands = new ArrayList<>(List.of(input.name()));
        for (String key : List.of(BatchNorm.GAMMA, BatchNorm.BETA, BatchNorm.MEAN, BatchNorm.VARIANCE)) {
            float[] values = parameters.get(key).dup('c').data().asFloat();
            operands.add(graph.floats(name + "/" + key, new long[] {values.length}, values));
        }
        return rectified(
                "BatchNormalization",
                name,
                layer.getRectifier(),
                operands,
                input.type(),
                OnnxGraph.real("epsilon", (float) layer.getEpsilon()));
    }

    TensorValue dense(String name, Dense layer, Map<String, INDArray> parameters, TensorValue input) {
        InputType output = layer.getOutputType(-1, input.type());
        INDArray weights = parameters.get(Dense.WEIGHTS);
        String vectors = input.name();
        if (input.isImages()) {
            vectors = graph.node("Flatten", name + "/vectors", List.of(input.name()));
            weights = rowsOfNchw(weights, input);
        }
        List<String> operands = operands(name, weights, parameters.get(Dense.BIAS), input, vectors);
        return rectified("Gemm", name, layer.getRectifier(), operands, output);
    }

    /** Our rows follow the pixels, channels innermost; a flattened NCHW image has its pixels innermost. */
    private static INDArray rowsOfNchw(INDArray weights, TensorValue input) {
        return weights.reshape('c', input.height(), input.width(), input.channels(), weights.size(1))
                .permute(2, 0, 1, 3)
                .dup('c')
                .reshape('c', weights.shape());
    }

    private List<String> operands(String name, INDArray weights, INDArray bias, TensorValue input, String operand) {
        List<String> operands = new ArrayList<>(List.of(operand, quantized.weights(name, weights)));
        if (bias != null) {
            operands.add(quantized.bias(name, bias, input.grid()));
        }
        return operands;
    }

    TensorValue sum(String name, ResidualSum vertex, List<TensorValue> inputs) {
        List<String> operands = inputs.stream().map(TensorValue::name).toList();
        return rectified(
                "Add", name, vertex.getRectifier(), operands, inputs.get(0).type());
    }

    TensorValue pooling(String name, Pooling layer, TensorValue input) {
        PoolingGeometry geometry = layer.geometry();
        List<Onnx.AttributeProto> attributes = new ArrayList<>(List.of(
                extent("kernel_shape", geometry.kernel()),
                extent("strides", geometry.stride()),
                pads(geometry.padding(), geometry.kernel(), geometry.stride(), NO_DILATION, input)));
        boolean max = geometry.mode() == PoolingGeometry.Mode.MAX;
        if (!max) {
            attributes.add(OnnxGraph.number("count_include_pad", 0));
        }
        graph.node(
                max ? "MaxPool" : "AveragePool",
                name,
                List.of(input.name()),
                attributes.toArray(Onnx.AttributeProto[]::new));
        // A maximum of grid values is one of them; a mean need not be.
        return new TensorValue(name, layer.getOutputType(-1, input.type()), max ? input.grid() : null);
    }

    TensorValue globalPooling(String name, GlobalPooling layer, TensorValue input) {
        boolean max = layer.getMode() == PoolingGeometry.Mode.MAX;
        String pooled =
                graph.node(max ? "GlobalMaxPool" : "GlobalAveragePool", name + "/images", List.of(input.name()));
        graph.node("Flatten", name, List.of(pooled));
        return new TensorValue(name, layer.getOutputType(-1, input.type()), max ? input.grid() : null);
    }

    TensorValue quantize(String name, AffineQuantizer quantizer, TensorValue input) {
        quantized.quantizeDequantize(name, quantizer, input.name());
        return new TensorValue(name, input.type(), quantizer);
    }

    private TensorValue rectified(
            String operation,
            String name,
            Rectifier rectifier,
            List<String> operands,
            InputType type,
            Onnx.AttributeProto... attributes) {
        boolean linear = rectifier == Rectifier.NONE;
        String result = graph.node(operation, linear ? name : name + "/linear", operands, attributes);
        switch (rectifier) {
            case NONE -> {}
            case RELU -> graph.node("Relu", name, List.of(result));
            case RELU6 -> graph.node(
                    "Clip",
                    name,
                    List.of(
                            result,
                            graph.scalar(name + "/lower", (float) rectifier.lower()),
                            graph.scalar(name + "/upper", (float) rectifier.upper())));
        }
        return new TensorValue(name, type, null);
    }

    private static Onnx.AttributeProto extent(String name, Extent extent) {
        return OnnxGraph.attribute(name, extent.height(), extent.width());
    }

    /** Rows above, columns to the left, rows below, columns to the right. */
    private static Onnx.AttributeProto pads(
            Padding padding, Extent kernel, Extent stride, Extent dilation, TensorValue input) {
        return OnnxGraph.attribute(
                "pads",
                padding.before(input.height(), kernel.height(), stride.height(), dilation.height()),
                padding.before(input.width(), kernel.width(), stride.width(), dilation.width()),
                padding.after(input.height(), kernel.height(), stride.height(), dilation.height()),
                padding.after(input.width(), kernel.width(), stride.width(), dilation.width()));
    }
}
