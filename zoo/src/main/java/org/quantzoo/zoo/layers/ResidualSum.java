package org.quantzoo.zoo.layers;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.quantzoo.zoo.layers.runtime.ResidualSumVertex;

/** The rectified sum of two activations of equal shape. */
public final class ResidualSum extends GraphVertex {
    private final Rectifier rectifier;

    /** A sum followed by the given rectifier. */
    public ResidualSum(@JsonProperty("rectifier") Rectifier rectifier) {
        this.rectifier = rectifier == null ? Rectifier.NONE : rectifier;
    }

    /** The activation function of the sum. */
    public Rectifier getRectifier() {
        return rectifier;
    }

    @Override
    public GraphVertex clone() {
        return new ResidualSum(rectifier);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResidualSum that && rectifier == that.rectifier;
    }

    @Override
    public int hashCode() {
        return rectifier.hashCode();
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    public int maxVertexInputs() {
        return 2;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int idx,
            INDArray paramsView,
            boolean initializeParams,
            DataType networkDatatype) {
        return new ResidualSumVertex(graph, name, idx, networkDatatype, rectifier);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... vertexInputs) throws InvalidInputTypeException {
        if (vertexInputs.length != 2 || !vertexInputs[0].equals(vertexInputs[1])) {
            throw new InvalidInputTypeException(
                    "A residual sum needs two inputs of one type, found " + Arrays.toString(vertexInputs) + ".");
        }
        return vertexInputs[0];
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputTypes) {
        return new LayerMemoryReport.Builder(null, ResidualSum.class, inputTypes[0], inputTypes[0])
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }
}
