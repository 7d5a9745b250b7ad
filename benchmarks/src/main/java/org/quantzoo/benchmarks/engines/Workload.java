package org.quantzoo.benchmarks.engines;

import java.util.List;
import org.quantzoo.benchmarks.networks.NetworkDescription;

/**
 * What an engine is asked to run.
 *
 * @param networks every engine builds the same ones; all but those that train hypernetworks build one
 * @param mode training or inference
 * @param batch images in a step
 * @param precision of the products
 * @param threads of the engine
 * @param images path of a {@link SampleImages} file
 */
public record Workload(
        List<NetworkDescription> networks, Mode mode, int batch, Precision precision, int threads, String images) {

    public Workload {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("A workload has at least one network, found none.");
        }
    }

    /** A workload of one network. */
    public static Workload of(
            NetworkDescription network, Mode mode, int batch, Precision precision, int threads, String images) {
        return new Workload(List.of(network), mode, batch, precision, threads, images);
    }

    /** The network of a workload of one. */
    public NetworkDescription network() {
        if (networks.size() != 1) {
            throw new IllegalStateException("Expected a workload of one network, found " + networks.size() + ".");
        }
        return networks.get(0);
    }
}
