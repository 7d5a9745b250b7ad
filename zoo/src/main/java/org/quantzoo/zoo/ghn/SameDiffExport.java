package org.quantzoo.zoo.ghn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The prediction of one network's parameters as a SameDiff graph, for programs that have SameDiff and not this library.
 *
 * <p>The hypernetwork's tensors are the graph's variables under their {@linkplain GhnTensor#id names}; everything about the network is
 * constant. Nodes of equal depth are updated together, so that a sweep has as many steps as the graph is deep. The predicted tensors
 * are outputs of their own names, for example {@code classifier.weight}, with the shapes of {@link Prediction#parameters}.
 *
 * <p>SameDiff 1.0.0-M2.1 looks for what an output depends on along every path, which never ends here, unless all intermediate
 * values are asked for together: see {@link #predict}, which a program without this library writes as
 *
 * <pre>{@code
 * SameDiff graph = SameDiff.load(file, false);
 * List<String> all = graph.variables().stream()
 *         .filter(variable -> variable.getVariableType() == VariableType.ARRAY)
 *         .map(SDVariable::name)
 *         .toList();
 * INDArray weight = graph.output(Map.of(), all).get("classifier.weight");
 * }</pre>
 *
 * <p>The file has no check sum of its own. Training goes through {@link GraphHyperNetwork}; the graph's gradients are not tested.
 */
public final class SameDiffExport {

    private SameDiffExport() {}

    /**
     * The graph that predicts a network's parameters.
     *
     * @param network its weights are copied
     * @param plan of the target network, from {@link GraphHyperNetwork#plan}
     */
    public static SameDiff of(GraphHyperNetwork network, GraphPlan plan) {
        SameDiffTensors tensors = new SameDiffTensors(network.weights());
        SDVariable features = new SameDiffEncoder(tensors, plan)
                .features(network.weights().configuration().encoder());
        new SameDiffHeads(tensors, plan, features).decode();
        return tensors.graph();
    }

    /**
     * Runs such a graph, also one that was saved and loaded.
     *
     * @param names the tensors wanted
     * @return the tensors by name, in the order in which they were asked for
     * @throws IllegalArgumentException if the graph predicts no tensor of a name
     */
    public static Map<String, INDArray> predict(SameDiff graph, List<String> names) {
        // Asked for all values, SameDiff meets each as something wanted and follows no path twice.
        List<String> all = graph.variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.ARRAY)
                .map(SDVariable::name)
                .toList();
        for (String name : names) {
            if (!all.contains(name)) {
                throw new IllegalArgumentException("The graph predicts no tensor \"" + name
                        + "\"; ask for tensors of the network that it was made for.");
            }
        }
        Map<String, INDArray> values = graph.output(Map.of(), all);
        Map<String, INDArray> found = new LinkedHashMap<>();
        names.forEach(name -> found.put(name, values.get(name)));
        return found;
    }
}
