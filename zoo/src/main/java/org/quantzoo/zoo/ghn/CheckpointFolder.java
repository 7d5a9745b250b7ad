package org.quantzoo.zoo.ghn;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.TreeSet;

/** The files of a hypernetwork's checkpoint, in a directory or on the class path. */
final class CheckpointFolder {
    private static final String FOLDER = "META-INF/quantzoo/";
    private static final String INDEX = FOLDER + "hypernetworks";
    private static final int LARGEST_INDEX = 1 << 16;

    private interface Opener {
        InputStream open(String file) throws IOException;
    }

    private final String name;
    private final Opener opener;

    private CheckpointFolder(String name, Opener opener) {
        this.name = name;
        this.opener = opener;
    }

    static CheckpointFolder directory(Path directory) {
        return new CheckpointFolder("directory " + directory, file -> Files.newInputStream(directory.resolve(file)));
    }

    /**
     * The checkpoint of this name among those of every artifact on the class path: an artifact names its checkpoints in {@value
     * #INDEX}, one a line, and holds a folder for each beside it.
     *
     * @throws IOException if there is none; the message lists those that there are
     */
    static CheckpointFolder onClassPath(String id, ClassLoader loader) throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        for (URL index : Collections.list(loader.getResources(INDEX))) {
            try (InputStream in = open(index)) {
                new String(in.readNBytes(LARGEST_INDEX), StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .forEach(ids::add);
            }
        }
        if (!ids.contains(id)) {
            throw new FileNotFoundException("No hypernetwork \"" + id + "\" is on the class path; found "
                    + (ids.isEmpty()
                            ? "none at all; add a dependency on an artifact org.quantzoo:checkpoint-ghn-..."
                            : String.join(", ", ids))
                    + ".");
        }
        String folder = FOLDER + id + "/";
        return new CheckpointFolder("class path folder " + folder, file -> {
            URL resource = loader.getResource(folder + file);
            if (resource == null) {
                throw new NoSuchFileException(folder + file);
            }
            return open(resource);
        });
    }

    private static InputStream open(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        // A cached connection would keep the jar open after reading.
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    /**
     * The content of a file, or one byte more than the limit of a longer one.
     *
     * @throws NoSuchFileException if there is no such file
     */
    byte[] read(String file, int limit) throws IOException {
        try (InputStream in = opener.open(file)) {
            return in.readNBytes(limit + 1);
        }
    }

    /** Where it is, for messages. */
    @Override
    public String toString() {
        return name;
    }
}
