package org.quantzoo.datasets.images;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where a dataset came from, in enough detail to ask for the same bytes again.
 *
 * @param name the dataset, for example {@code CIFAR-10}
 * @param origin the kind of source
 * @param location the file, folder or generator call that the images were read from
 * @param sha256 SHA-256 of the source's bytes in hexadecimal; each {@link Origin} says which bytes
 * @param trainImages number of training images
 * @param testImages number of test images
 * @param notes sentences a reader of the results must know, for example why no real data was used; may be empty
 */
public record DatasetProvenance(
        String name,
        Origin origin,
        String location,
        String sha256,
        int trainImages,
        int testImages,
        List<String> notes) {

    /** The kind of source. */
    public enum Origin {
        /** The official archive, its published MD5 confirmed; SHA-256 of the data files' records, training files first. */
        OFFICIAL_ARCHIVE,
        /** A copy accepted on its structure and statistics; SHA-256 of the data files' records, training files first. */
        LOCAL_COPY,
        /** Images drawn by this library; SHA-256 of the training set's {@link LabeledImages#sha256()} and the test set's. */
        GENERATED,
        /** A folder of image files; SHA-256 over names and contents of all of them, in the order of the images. */
        IMAGE_FOLDER
    }

    public DatasetProvenance {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(sha256, "sha256");
        notes = List.copyOf(notes);
    }

    /** Whether the images were drawn by this library, so that no result on them can be held against a paper. */
    public boolean isGenerated() {
        return origin == Origin.GENERATED;
    }

    /** The same provenance with one more note. */
    public DatasetProvenance withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new DatasetProvenance(name, origin, location, sha256, trainImages, testImages, more);
    }

    /**
     * The components as text by name, in a fixed order, for run records and reports.
     *
     * <p>A location in the user's home folder starts with {@code ~}, so that published records name nobody's machine.
     */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("location", abbreviated(location, System.getProperty("user.home")));
        map.put("name", name);
        map.put("notes", String.join(" ", notes));
        map.put("origin", origin.name());
        map.put("sha256", sha256);
        map.put("testImages", Integer.toString(testImages));
        map.put("trainImages", Integer.toString(trainImages));
        return map;
    }

    private static String abbreviated(String location, String home) {
        boolean inside = location.startsWith(home) && location.startsWith(File.separator, home.length());
        return inside ? "~" + location.substring(home.length()) : location;
    }
}
