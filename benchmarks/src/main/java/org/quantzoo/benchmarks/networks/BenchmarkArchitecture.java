package org.quantzoo.benchmarks.networks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.zoo.ghn.TargetConfiguration;
import org.quantzoo.zoo.ghn.TargetNetwork;

/**
 * An architecture of a published split at a given width: the target networks of hypernetworks that are measured.
 *
 * @param split where it comes from
 * @param index its number there
 * @param channels initial channels
 * @param hidden width of a hidden dense layer, where it has one
 */
public record BenchmarkArchitecture(ArchitectureSplit split, int index, int channels, int hidden) {

    /** The number of classes. */
    public static final int CLASSES = 10;

    private static final Pattern NAME = Pattern.compile("([a-z0-9-]+)/(\\d+)/c(\\d+)/h(\\d+)");

    /** The name by which another process finds the architecture. */
    public String name() {
        return split.id() + "/" + index + "/c" + channels + "/h" + hidden;
    }

    /**
     * The architecture with this name.
     *
     * @throws IllegalArgumentException if it is not the name of one
     */
    public static BenchmarkArchitecture named(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Expected the name of an architecture, for example id/17/c32/h64, found '" + name + "'.");
        }
        return new BenchmarkArchitecture(
                ArchitectureSplit.ofId(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)));
    }

    /** The architecture. */
    public Architecture architecture() {
        return split.architecture(index).withWidths(channels, hidden);
    }

    /** Its network of the zoo's layers, as hypernetworks are trained with. */
    public TargetNetwork target() {
        return TargetNetwork.of(architecture(), TargetConfiguration.training(CLASSES));
    }

    /**
     * The same network for other engines.
     *
     * @throws IllegalArgumentException where it has an operation that they lack
     */
    public NetworkDescription description() {
        return NetworkDescription.of(
                name(),
                BenchmarkNetwork.CHANNELS,
                BenchmarkNetwork.SIZE,
                BenchmarkNetwork.SIZE,
                target().network().getConfiguration());
    }
}
