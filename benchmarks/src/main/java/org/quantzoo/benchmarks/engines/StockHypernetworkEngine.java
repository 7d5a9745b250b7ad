package org.quantzoo.benchmarks.engines;

import org.quantzoo.benchmarks.networks.NetworkDescription;
import org.quantzoo.benchmarks.networks.StockNetwork;
import org.quantzoo.zoo.ghn.TargetNetwork;

/** Hypernetwork training with target networks of DL4J's own layers. */
public final class StockHypernetworkEngine extends HypernetworkEngine {

    @Override
    TargetNetwork target(NetworkDescription description) {
        return TargetNetwork.of(StockNetwork.of(description));
    }

    @Override
    boolean channelsLast() {
        return false;
    }

    @Override
    String description() {
        return "DL4J layers, NCHW, " + NativeLibrary.classifier();
    }
}
