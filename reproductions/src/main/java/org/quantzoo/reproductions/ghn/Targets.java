package org.quantzoo.reproductions.ghn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.zoo.ghn.QuantizedTargets;
import org.quantzoo.zoo.ghn.TargetConfiguration;
import org.quantzoo.zoo.ghn.TargetNetwork;
import org.quantzoo.zoo.ghn.TargetQuantization;
import org.quantzoo.zoo.layers.BatchQuantizer;

/**
 * Makes target networks of architectures, and keeps the last ones: building a network and preparing its kernels takes longer than
 * running a small one. A kept network computes what a new one would, since nothing of it but its parameters changes.
 */
final class Targets {
    private final TargetConfiguration configuration;
    private final TargetQuantization quantization;
    private final int capacity;
    private final Map<Architecture, TargetNetwork> kept = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A maker of networks.
     *
     * @param configuration what the networks are like
     * @param quantization how they are quantized, null for float
     * @param capacity how many networks to keep; none are kept that are quantized with noise, which is new in every step
     */
    Targets(TargetConfiguration configuration, TargetQuantization quantization, int capacity) {
        this.configuration = configuration;
        this.quantization = quantization;
        this.capacity = isNoisy(quantization) ? 0 : capacity;
    }

    private static boolean isNoisy(TargetQuantization quantization) {
        return quantization != null
                && (quantization.weightModel() == BatchQuantizer.Model.NOISE
                        || quantization.activationModel() == BatchQuantizer.Model.NOISE);
    }

    /**
     * The networks, in the order of the architectures; equal architectures get networks of their own.
     *
     * @param seed of quantization noise
     */
    List<TargetNetwork> of(List<Architecture> architectures, long seed) {
        Map<Architecture, TargetNetwork> found = new HashMap<>();
        Set<Architecture> taken = new HashSet<>();
        List<TargetNetwork> targets = new ArrayList<>();
        for (int i = 0; i < architectures.size(); i++) {
            Architecture architecture = architectures.get(i);
            TargetNetwork target = taken.add(architecture) ? kept.get(architecture) : null;
            if (target == null) {
                target =
                        build(architecture, ArchitectureSchedule.random(seed, i).nextLong());
            }
            found.put(architecture, target);
            targets.add(target);
        }
        kept.putAll(found);
        while (kept.size() > capacity) {
            kept.remove(kept.keySet().iterator().next());
        }
        return targets;
    }

    private TargetNetwork build(Architecture architecture, long seed) {
        return quantization == null
                ? TargetNetwork.of(architecture, configuration)
                : QuantizedTargets.of(architecture, configuration, quantization, seed);
    }
}
