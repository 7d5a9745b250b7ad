package org.quantzoo.benchmarks.loading;

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

    /**
     * Collects processes.
     *
     * @param processes times of each, as {@link LoadCheckpoint} prints them
     */
    static LoadingSamples of(List<List<Double>> processes) {
        return new LoadingSamples(
                processes.stream().map(times -> times.get(0)).toList(),
                processes.stream().map(times -> times.get(1)).toList(),
                processes.stream()
                        .map(times -> Median.of(times.subList(2, times.size())))
                        .toList());
    }
}
