package org.quantzoo.zoo.posttraining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An editable copy of a network's structure and parameters.
 *
 * <p>Vertices are held in topological order by name; an edit rewires the consumers of the vertices it touches.
 */
final class GraphEditor {
    private final ComputationGraphConfiguration original;
    private final Map<String, Vertex> vertices = new LinkedHashMap<>();
    private final Map<String, Map<String, INDArray>> parameters = new LinkedHashMap<>();
    private List<String> outputs;

    private GraphEditor(ComputationGraph network) {
        this.original = network.getConfiguration();
        this.outputs = new ArrayList<>(original.getNetworkOutputs());
        for (String name : original.getTopologicalOrderStr()) {
            GraphVertex vertex = original.getVertices().get(name);
            if (vertex == null) {
                continue; // a network input
            }
            vertices.put(
                    name,
                    new Vertex(
                            vertex.clone(),
                            List.copyOf(original.getVertexInputs().get(name))));
            if (vertex instanceof LayerVertex) {
                Map<String, INDArray> copies = new LinkedHashMap<>();
                network.getLayer(name).paramTable().forEach((key, value) -> copies.put(key, value.dup()));
                parameters.put(name, copies);
            }
        }
    }

    private record Vertex(GraphVertex conf, List<String> inputs) {
        Vertex withInput(String from, String to) {
            return new Vertex(
                    conf, inputs.stream().map(i -> i.equals(from) ? to : i).toList());
        }
    }

    static GraphEditor of(ComputationGraph network) {
        return new GraphEditor(network);
    }

    List<String> networkInputs() {
        return original.getNetworkInputs();
    }

    List<String> networkOutputs() {
        return List.copyOf(outputs);
    }

    /** The vertices' names in topological order, network inputs left out. */
    List<String> names() {
        return List.copyOf(vertices.keySet());
    }

    List<String> inputs(String name) {
        return vertices.get(name).inputs();
    }

    /** The names of the vertices that read this one. */
    List<String> consumers(String name) {
        return vertices.entrySet().stream()
                .filter(e -> e.getValue().inputs().contains(name))
                .map(Map.Entry::getKey)
                .toList();
    }

    GraphVertex vertex(String name) {
        return vertices.get(name).conf();
    }

    /** The layer configuration of a vertex, or null where the vertex is not a layer. */
    Layer layer(String name) {
        Vertex vertex = vertices.get(name);
        return vertex != null && vertex.conf() instanceof LayerVertex layer
                ? layer.getLayerConf().getLayer()
                : null;
    }

    /** The parameters of a layer vertex; edits change the network that {@link #build} makes. */
    Map<String, INDArray> parameters(String name) {
        return parameters.get(name);
    }

    /** Puts another layer with the given parameters in a layer's place. */
    void replaceLayer(String name, Layer layer, Map<String, INDArray> layerParameters) {
        vertices.put(name, new Vertex(layerVertex(layer), inputs(name)));
        parameters.put(name, new LinkedHashMap<>(layerParameters));
    }

    /** Removes a vertex with one input; its consumers read that input instead. */
    void bypass(String name) {
        String input = inputs(name).get(0);
        vertices.remove(name);
        parameters.remove(name);
        rewire(name, input, List.of());
    }

    /** Inserts a parameterless layer behind a vertex or network input; all consumers read the new layer. */
    void insertAfter(String name, String inserted, Layer layer) {
        Map<String, Vertex> reordered = new LinkedHashMap<>();
        Vertex insertion = new Vertex(layerVertex(layer), List.of(name));
        if (networkInputs().contains(name)) {
            reordered.put(inserted, insertion);
        }
        vertices.forEach((key, value) -> {
            reordered.put(key, value);
            if (key.equals(name)) {
                reordered.put(inserted, insertion);
            }
        });
        vertices.clear();
        vertices.putAll(reordered);
        parameters.put(inserted, new LinkedHashMap<>());
        rewire(name, inserted, List.of(inserted));
    }

    private void rewire(String from, String to, List<String> except) {
        vertices.replaceAll((key, vertex) -> except.contains(key) ? vertex : vertex.withInput(from, to));
        outputs = new ArrayList<>(
                outputs.stream().map(o -> o.equals(from) ? to : o).toList());
    }

    private LayerVertex layerVertex(Layer layer) {
        NeuralNetConfiguration conf = original.getDefaultConfiguration().clone();
        conf.setLayer(layer);
        return new LayerVertex(conf, null);
    }

    /** The edited network, with its parameters. */
    ComputationGraph build() {
        NeuralNetConfiguration.Builder defaults = new NeuralNetConfiguration.Builder()
                .seed(original.getDefaultConfiguration().getSeed())
                .dataType(original.getDataType());
        GraphBuilder graph = defaults.graphBuilder().addInputs(networkInputs());
        vertices.forEach((name, vertex) -> {
            String[] inputs = vertex.inputs().toArray(String[]::new);
            if (vertex.conf() instanceof LayerVertex layer) {
                graph.addLayer(name, layer.getLayerConf().getLayer(), layer.getPreProcessor(), inputs);
            } else {
                graph.addVertex(name, vertex.conf(), inputs);
            }
        });
        ComputationGraph network = new ComputationGraph(
                graph.setOutputs(outputs.toArray(String[]::new)).build());
        network.init();
        parameters.forEach((name, table) -> table.forEach(
                (key, value) -> network.getLayer(name).getParam(key).assign(value)));
        return network;
    }
}
