package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.architectures.ArchitectureJson;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.GhnConfiguration;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.ParameterPredictor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "predict", description = "Predicts all parameters of an architecture and describes them.")
final class GhnPredict implements Callable<Integer> {
    private static final String FORMULA = "formula";

    @Spec
    private CommandSpec spec;

    @Option(names = "--genotype", required = true, paramLabel = "FILE", description = "The architecture, a JSON file.")
    private Path genotype;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "formula|CHECKPOINT",
            description = "The hypernetwork: a checkpoint's directory, or \"formula\" for the untrained weights that"
                    + " implementations are compared with.")
    private String weights;

    @Option(
            names = "--smax",
            paramLabel = "N",
            description = "Largest distance of virtual edges; default: the checkpoint's, or 50.")
    private Integer maxDistance;

    @Option(
            names = "--double",
            description = "Compute in double precision; default: as the weights are, formula: float.")
    private boolean doublePrecision;

    @Option(names = "--json", description = "One JSON object on one line.")
    private boolean json;

    /**
     * A predicted tensor; sums are taken in double precision.
     *
     * @param name layer and role, for example {@code classifier.weight}
     */
    private record Tensor(String name, long[] shape, double sum, double absSum) {

        static Tensor of(String name, INDArray values) {
            return new Tensor(
                    name,
                    values.shape(),
                    values.sumNumber().doubleValue(),
                    values.norm1Number().doubleValue());
        }
    }

    /** All of them; parameters and tensors of dead branches are not predicted and not counted. */
    private record Description(
            int nodes,
            int edges,
            int parameterTensors,
            long parameters,
            double l2,
            double absSum,
            int smax,
            String precision,
            List<Tensor> tensors) {}

    @Override
    public Integer call() throws IOException {
        if (maxDistance != null && maxDistance < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--smax expects a distance of at least 1, found " + maxDistance + ".");
        }
        GhnWeights loaded = load();
        NetworkGraph graph = NetworkGraph.of(
                ArchitectureJson.read(genotype), loaded.configuration().classes());
        Description description = describe(loaded, graph, new ParameterPredictor(loaded).predict(graph));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(description));
        } else {
            print(out, description);
        }
        return 0;
    }

    private GhnWeights load() throws IOException {
        if (weights.equals(FORMULA)) {
            GhnConfiguration configuration = maxDistance == null
                    ? GhnConfiguration.CIFAR10
                    : GhnConfiguration.CIFAR10.withMaxDistance(maxDistance);
            return GhnWeights.formula(configuration, doublePrecision ? DataType.DOUBLE : DataType.FLOAT);
        }
        GhnWeights stored = GhnCheckpoint.load(Path.of(weights));
        GhnConfiguration configuration = stored.configuration();
        return new GhnWeights(
                maxDistance == null ? configuration : configuration.withMaxDistance(maxDistance),
                doublePrecision ? stored.vector().castTo(DataType.DOUBLE) : stored.vector());
    }

    private static Description describe(GhnWeights weights, NetworkGraph graph, Map<String, INDArray> parameters) {
        List<Tensor> tensors = new ArrayList<>();
        double squares = 0;
        double absSum = 0;
        for (Map.Entry<String, INDArray> parameter : parameters.entrySet()) {
            INDArray values = parameter.getValue().castTo(DataType.DOUBLE);
            Tensor tensor = Tensor.of(parameter.getKey(), values);
            tensors.add(tensor);
            double norm = values.norm2Number().doubleValue();
            squares += norm * norm;
            absSum += tensor.absSum();
        }
        return new Description(
                graph.size(),
                graph.edgeCount(),
                tensors.size(),
                graph.parameterCount(),
                Math.sqrt(squares),
                absSum,
                weights.configuration().maxDistance(),
                weights.dataType().name().toLowerCase(Locale.ROOT),
                tensors);
    }

    private static void print(PrintWriter out, Description description) {
        out.println(String.format(
                Locale.ROOT,
                "%d nodes, %d edges; %d tensors with %d parameters, L2 norm %.9f, absolute sum %.6f (%s, distances up"
                        + " to %d)",
                description.nodes(),
                description.edges(),
                description.parameterTensors(),
                description.parameters(),
                description.l2(),
                description.absSum(),
                description.precision(),
                description.smax()));
        for (Tensor tensor : description.tensors()) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-48s %-18s sum %14.6f  absolute sum %14.6f",
                    tensor.name(),
                    shape(tensor.shape()),
                    tensor.sum(),
                    tensor.absSum()));
        }
    }

    private static String shape(long[] shape) {
        StringBuilder text = new StringBuilder();
        for (long extent : shape) {
            text.append(text.isEmpty() ? "" : "x").append(extent);
        }
        return text.toString();
    }
}
