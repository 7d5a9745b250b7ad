package org.quantzoo.benchmarks.loading;

import java.util.ArrayList;
import java.util.List;
import org.quantzoo.benchmarks.program.Median;

/**
 * What fresh processes that load the same checkpoint took, in milliseconds.
 *
 * @param nd4jStart from the first use of ND4J until its native library is loaded, in each process
 * @param first the first checkpoint of each process, after that
 * @param warm median of the further loads of each process
 */
public record LoadingSamples(List<Double> nd4jStart, List<Double> first, List<Double> warm) {

    static LoadingSamples none() {
        return new LoadingSamples(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /**
     * Adds a process.
     *
     * @param times as {@link LoadCheckpoint} prints them
     */
    void add(List<Double> times) {
        nd4jStart.add(times.get(0));
        first.add(times.get(1));
        warm.add(Median.of(times.subList(2, times.size())));
    }
}
