package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A SameDiff graph that is built once and used with any weights and any number of rows.
 *
 * <p>Weights and inputs are placeholders, so that training may change the weights in place. The gradient is that of
 * sum(output * upstream), which is the chain rule for an upstream gradient. Thread-safe.
 */
final class WeightedFunction {

    private static final String OUTPUT = "output";
    private static final String UPSTREAM = "upstream";
    private static final String LOSS = "loss";

    /** Builds the graph; the returned variable must come from an operation that computes, not from a reshape. */
    @FunctionalInterface
    interface Definition {
        SDVariable define(Graph graph);
    }

    /** The graph under construction, with its placeholders by name. */
    record Graph(SameDiff sd, DataType type, Map<GhnTensor, SDVariable> weights, Map<String, SDVariable> inputs) {
        SDVariable weight(GhnTensor tensor) {
            return weights.get(tensor);
        }

        SDVariable input(String name) {
            return inputs.get(name);
        }

        /** x W' + b with weights as they are stored. */
        SDVariable linear(SDVariable x, SDVariable weight, SDVariable bias, long outputs) {
            return sd.mmul(x, weight, false, true, false).add(bias.reshape(1, outputs));
        }

        SDVariable rectify(SDVariable x) {
            return sd.nn().relu(x, 0);
        }
    }

    private final SameDiff sd = SameDiff.create();
    private final IntermediateArrays intermediates = new IntermediateArrays();
    private final List<GhnTensor> weights;
    private final List<String> inputs;
    private boolean differentiated;

    /**
     * Builds a graph.
     *
     * @param configuration gives the shapes of the weights
     * @param type FLOAT or DOUBLE
     * @param weights the weights it reads
     * @param inputs names and shapes of its other inputs, -1 for the number of rows
     */
    WeightedFunction(
            GhnConfiguration configuration,
            DataType type,
            List<GhnTensor> weights,
            Map<String, long[]> inputs,
            Definition definition) {
        this.weights = List.copyOf(weights);
        this.inputs = List.copyOf(inputs.keySet());
        sd.setEnableCache(false);
        sd.setListeners(intermediates);
        Map<GhnTensor, SDVariable> weightVariables = new LinkedHashMap<>();
        for (GhnTensor tensor : weights) {
            weightVariables.put(tensor, sd.placeHolder(tensor.id(), type, tensor.shape(configuration)));
        }
        Map<String, SDVariable> inputVariables = new LinkedHashMap<>();
        inputs.forEach((name, shape) -> inputVariables.put(name, sd.placeHolder(name, type, shape)));
        SDVariable output = definition
                .define(new Graph(sd, type, weightVariables, inputVariables))
                .rename(OUTPUT);
        SDVariable upstream = sd.placeHolder(UPSTREAM, type);
        output.mul(upstream).sum(LOSS);
        sd.setLossVariables(LOSS);
    }

    /** The output. */
    INDArray apply(GhnWeights present, Map<String, INDArray> values) {
        Map<String, INDArray> placeholders = placeholders(present, values);
        INDArray output = sd.output(placeholders, OUTPUT).get(OUTPUT);
        free(placeholders, List.of(output));
        return output;
    }

    /**
     * Backpropagates.
     *
     * @param upstream gradient at the output
     * @param gradient receives the gradients of the weights, added to what it holds
     * @param wanted name of the input whose gradient is returned, or null for none
     * @return the gradient at that input, or null
     */
    INDArray backpropagate(
            GhnWeights present, Map<String, INDArray> values, INDArray upstream, GhnWeights gradient, String wanted) {
        List<String> names = new ArrayList<>(weights.stream().map(GhnTensor::id).toList());
        if (wanted != null) {
            names.add(wanted);
        }
        differentiate();
        Map<String, INDArray> placeholders = placeholders(present, values);
        placeholders.put(UPSTREAM, upstream);
        Map<String, INDArray> gradients = sd.calculateGradients(placeholders, names);
        for (GhnTensor tensor : weights) {
            gradient.get(tensor).addi(gradients.get(tensor.id()));
        }
        INDArray found = wanted == null ? null : gradients.get(wanted);
        free(placeholders, wanted == null ? List.of() : List.of(found));
        return found;
    }

    private void free(Map<String, INDArray> placeholders, List<INDArray> results) {
        List<INDArray> kept = new ArrayList<>(placeholders.values());
        kept.addAll(results);
        intermediates.free(kept);
    }

    private synchronized void differentiate() {
        if (!differentiated) {
            List<String> variables =
                    new ArrayList<>(weights.stream().map(GhnTensor::id).toList());
            variables.addAll(inputs);
            sd.createGradFunction(variables.toArray(new String[0]));
            differentiated = true;
        }
    }

    private Map<String, INDArray> placeholders(GhnWeights present, Map<String, INDArray> values) {
        Map<String, INDArray> placeholders = new HashMap<>(values);
        for (GhnTensor tensor : weights) {
            placeholders.put(tensor.id(), present.get(tensor));
        }
        return placeholders;
    }
}
