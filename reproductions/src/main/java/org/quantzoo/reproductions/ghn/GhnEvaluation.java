package org.quantzoo.reproductions.ghn;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.quantzoo.reproductions.runs.Scale;

/**
 * A hypernetwork on one split at one bit setting.
 *
 * @param cell the training that it is from, or {@code random-initialization} for networks with random parameters
 * @param scale of training and evaluation
 * @param seed of the training
 * @param split name of the architectures
 * @param setting how the networks are quantized
 * @param top1 over the networks
 * @param top5 over the networks
 * @param networks one row each
 * @param testImages number of test images
 * @param protocol images, batch and widths
 * @param paramsHash SHA-256 of the hypernetwork's weights, null for random initialisation
 * @param datasetSha256 digest of the images
 * @param commit of this project
 * @param arithmetic classifier, BLAS, kernels and CPU
 * @param command the command line
 * @param finished ISO 8601 UTC
 */
public record GhnEvaluation(
        String cell,
        Scale scale,
        long seed,
        String split,
        BitSetting setting,
        AccuracySummary top1,
        AccuracySummary top5,
        List<NetworkAccuracy> networks,
        int testImages,
        EvaluationProtocol protocol,
        String paramsHash,
        String datasetSha256,
        String commit,
        String arithmetic,
        String command,
        String finished) {
    /** The cell of networks whose parameters were not predicted. */
    public static final String RANDOM = "random-initialization";

    public GhnEvaluation {
        networks = List.copyOf(networks);
    }

    /** The name of its file, without folder and ending: split and setting. */
    @JsonIgnore
    public String name() {
        return split + "-" + setting.id().toLowerCase(Locale.ROOT) + (cell.equals(RANDOM) ? "-random" : "");
    }

    /** Top-1 accuracies of the networks by their number in the split, for paired comparisons. */
    @JsonIgnore
    public Map<Integer, Double> top1ByNetwork() {
        Map<Integer, Double> accuracies = new TreeMap<>();
        networks.forEach(network -> accuracies.put(network.index(), network.top1()));
        return accuracies;
    }
}
