package org.quantzoo.zoo.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/** An ONNX graph under construction: nodes, constants, inputs and outputs. Tensors are known by name. */
final class OnnxGraph {
    private static final long[] SCALAR = {};

    private final Onnx.GraphProto.Builder graph;

    OnnxGraph(String name) {
        graph = Onnx.GraphProto.newBuilder().setName(name);
    }

    /** A named argument of a node. */
    static Onnx.AttributeProto attribute(String name, long... values) {
        Onnx.AttributeProto.Builder attribute =
                Onnx.AttributeProto.newBuilder().setName(name).setType(Onnx.AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    /** A named single real number as an argument of a node. */
    static Onnx.AttributeProto real(String name, float value) {
        return Onnx.AttributeProto.newBuilder()
                .setName(name)
                .setType(Onnx.AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    /** A named single integer as an argument of a node. */
    static Onnx.AttributeProto number(String name, long value) {
        return Onnx.AttributeProto.newBuilder()
                .setName(name)
                .setType(Onnx.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    /** Adds a node with one output, which it is named after, and returns that name. */
    String node(String operation, String output, List<String> inputs, Onnx.AttributeProto... attributes) {
        graph.addNode(Onnx.NodeProto.newBuilder()
                .setOpType(operation)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    String floats(String name, long[] shape, float[] values) {
        ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return constant(name, Onnx.TensorProto.DataType.FLOAT, shape, bytes);
    }

    String scalar(String name, float value) {
        return floats(name, SCALAR, new float[] {value});
    }

    String integers(String name, long[] shape, int[] values) {
        ByteBuffer bytes = littleEndian(values.length * Integer.BYTES);
        bytes.asIntBuffer().put(values);
        return constant(name, Onnx.TensorProto.DataType.INT32, shape, bytes);
    }

    String scalar(String name, int value) {
        return integers(name, SCALAR, new int[] {value});
    }

    /** Levels from 0 to 255. */
    String levels(String name, long[] shape, int[] levels) {
        ByteBuffer bytes = littleEndian(levels.length);
        for (int level : levels) {
            bytes.put((byte) level);
        }
        return constant(name, Onnx.TensorProto.DataType.UINT8, shape, bytes.rewind());
    }

    String level(String name, int level) {
        return levels(name, SCALAR, new int[] {level});
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String constant(String name, Onnx.TensorProto.DataType type, long[] shape, ByteBuffer values) {
        Onnx.TensorProto.Builder tensor = Onnx.TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(values));
        Arrays.stream(shape).forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return name;
    }

    /** Declares a float32 input whose first axis is the batch. */
    void input(String name, long... shapeOfOne) {
        graph.addInput(batch(name, shapeOfOne));
    }

    /** Declares a float32 output whose first axis is the batch. */
    void output(String name, long... shapeOfOne) {
        graph.addOutput(batch(name, shapeOfOne));
    }

    private static Onnx.ValueInfoProto batch(String name, long... shapeOfOne) {
        Onnx.TensorShapeProto.Builder shape = Onnx.TensorShapeProto.newBuilder()
                .addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        Arrays.stream(shapeOfOne)
                .forEach(extent -> shape.addDim(
                        Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(extent)));
        return Onnx.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(Onnx.TypeProto.newBuilder()
                        .setTensorType(Onnx.TypeProto.Tensor.newBuilder()
                                .setElemType(Onnx.TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    /** The finished model. */
    Onnx.ModelProto model() {
        String version = OnnxGraph.class.getPackage().getImplementationVersion();
        return Onnx.ModelProto.newBuilder()
                .setIrVersion(OnnxExporter.IR_VERSION)
                .addOpsetImport(
                        Onnx.OperatorSetIdProto.newBuilder().setDomain("").setVersion(OnnxExporter.OPSET))
                .setProducerName("QuantZoo")
                .setProducerVersion(version == null ? "unknown-version" : version)
                .setGraph(graph)
                .build();
    }
}
