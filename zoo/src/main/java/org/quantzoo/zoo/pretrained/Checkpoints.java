package org.quantzoo.zoo.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The checkpoints on the class path: those of every artifact {@code org.quantzoo:checkpoint-...} that a project depends on.
 *
 * <p>An artifact names its checkpoints in {@value #INDEX}, one id a line, and holds {@code <id>.json} and {@code <id>.zip} beside
 * it. Nothing is downloaded.
 */
public final class Checkpoints {
    private static final String FOLDER = "META-INF/quantzoo/";
    private static final String INDEX = FOLDER + "checkpoints";
    private static final int LARGEST_METADATA = 1 << 20;

    private final List<Checkpoint> all;

    private Checkpoints(List<Checkpoint> all) {
        this.all = List.copyOf(all);
    }

    /** The checkpoints that the current thread's class loader sees. */
    public static Checkpoints onClassPath() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return of(context == null ? Checkpoints.class.getClassLoader() : context);
    }

    /**
     * The checkpoints that a class loader sees.
     *
     * @throws UncheckedIOException if the metadata of one is damaged
     */
    public static Checkpoints of(ClassLoader loader) {
        try {
            TreeSet<String> ids = new TreeSet<>();
            for (URL index : Collections.list(loader.getResources(INDEX))) {
                new String(read(index), StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .forEach(ids::add);
            }
            List<Checkpoint> found = new ArrayList<>();
            for (String id : ids) {
                found.add(checkpoint(loader, id));
            }
            return new Checkpoints(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Checkpoint checkpoint(ClassLoader loader, String id) throws IOException {
        URL metadata = loader.getResource(FOLDER + id + ".json");
        URL file = loader.getResource(FOLDER + id + ".zip");
        if (metadata == null || file == null) {
            throw new IOException("The class path names the checkpoint \"" + id + "\" but lacks "
                    + (metadata == null ? "its metadata" : "its file") + "; get its artifact again.");
        }
        CheckpointMetadata parsed =
                CheckpointMetadata.parse(new String(read(metadata), StandardCharsets.UTF_8), metadata.toString());
        if (!parsed.id().equals(id)) {
            throw new IOException(
                    metadata + " describes the checkpoint \"" + parsed.id() + "\", expected \"" + id + "\".");
        }
        return new Checkpoint(parsed, file);
    }

    private static byte[] read(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return in.readNBytes(LARGEST_METADATA);
        }
    }

    /** All of them, by id. */
    public List<Checkpoint> all() {
        return all;
    }

    /**
     * The checkpoint of a network by name.
     *
     * @param network for example {@code Regular_Conv_With_BN}
     * @param dataset for example {@code CIFAR-10}
     * @throws CheckpointNotFoundException if there is none
     */
    public static Checkpoint find(String network, String dataset, Precision precision) {
        return onClassPath().get(network, dataset, precision);
    }

    /**
     * The checkpoint of a network by name; where several scales have one, that of {@code zoo} comes before {@code paper} and
     * both before shorter ones.
     *
     * @throws CheckpointNotFoundException if there is none
     */
    public Checkpoint get(String network, String dataset, Precision precision) {
        return pick("network " + network + ", data set " + dataset + ", precision " + precision.id(), metadata -> {
            List<String> reasons = new ArrayList<>();
            compare("network", network, metadata.network(), reasons);
            compare("data set", dataset, metadata.dataset(), reasons);
            compare("precision", precision.id(), metadata.precision().id(), reasons);
            return reasons;
        });
    }

    /**
     * The checkpoint of a network by its arguments.
     *
     * @param arguments as {@code BlockNetwork.arguments()} gives them
     * @throws CheckpointNotFoundException if there is none
     */
    public Checkpoint get(SortedMap<String, String> arguments, String dataset, Precision precision) {
        return pick("network " + arguments + ", data set " + dataset + ", precision " + precision.id(), metadata -> {
            List<String> reasons = new ArrayList<>();
            TreeSet<String> names = new TreeSet<>(arguments.keySet());
            names.addAll(metadata.arguments().keySet());
            for (String name : names) {
                compare(
                        name,
                        arguments.getOrDefault(name, "none"),
                        metadata.arguments().getOrDefault(name, "none"),
                        reasons);
            }
            compare("data set", dataset, metadata.dataset(), reasons);
            compare("precision", precision.id(), metadata.precision().id(), reasons);
            return reasons;
        });
    }

    private static void compare(String what, String wanted, String found, List<String> reasons) {
        if (!wanted.equals(found)) {
            reasons.add(what + " is " + found);
        }
    }

    /** Networks trained to be used come before those of the papers' protocols, and both before short trainings. */
    private static int rank(Checkpoint checkpoint) {
        return List.of("paper", "zoo").indexOf(checkpoint.metadata().scale());
    }

    private Checkpoint pick(String wanted, Function<CheckpointMetadata, List<String>> mismatches) {
        SortedMap<String, List<String>> rejected = new TreeMap<>();
        Checkpoint best = null;
        for (Checkpoint candidate : all) {
            List<String> reasons = mismatches.apply(candidate.metadata());
            if (!reasons.isEmpty()) {
                rejected.put(candidate.metadata().id(), reasons);
            } else if (best == null || rank(candidate) > rank(best)) {
                best = candidate;
            }
        }
        if (best != null) {
            return best;
        }
        StringBuilder list = new StringBuilder();
        rejected.forEach((id, reasons) -> list.append(list.isEmpty() ? "" : ", ")
                .append(id)
                .append(" (")
                .append(String.join(", ", reasons))
                .append(")"));
        throw new CheckpointNotFoundException("No checkpoint on the class path is for " + wanted + "; found "
                + (list.isEmpty() ? "none at all; add a dependency on an artifact org.quantzoo:checkpoint-..." : list)
                + ".");
    }
}
