package org.quantzoo.benchmarks.loading;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.pretrained.Checkpoints;
import org.quantzoo.zoo.pretrained.Precision;

/** A process that loads one checkpoint several times and prints how long each took. */
final class LoadCheckpoint {
    static final String MARK = "@loading ";

    private LoadCheckpoint() {}

    /**
     * Prints milliseconds: the start of ND4J, then each load.
     *
     * @param arguments network, data set and precision of the checkpoint, and how many times it is looked up and loaded
     */
    public static void main(String... arguments) throws IOException {
        List<String> times = new ArrayList<>();
        long start = System.nanoTime();
        Nd4j.create(1).close();
        times.add(Double.toString((System.nanoTime() - start) / 1e6));
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            start = System.nanoTime();
            Checkpoints.find(arguments[0], arguments[1], Precision.valueOf(arguments[2]))
                    .load();
            times.add(Double.toString((System.nanoTime() - start) / 1e6));
        }
        System.out.println(MARK + String.join(" ", times));
        System.exit(0);
    }
}
