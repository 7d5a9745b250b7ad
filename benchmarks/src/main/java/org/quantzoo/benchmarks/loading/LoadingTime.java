package org.quantzoo.benchmarks.loading;

import java.util.List;

/**
 * How long a fresh process takes to load a checkpoint, in milliseconds.
 *
 * @param checkpoint its id
 * @param bytes size of the file
 * @param nd4jStart from the first use of ND4J until its native library is loaded, in each process
 * @param first the first checkpoint of each process, after that
 * @param warm median of the further loads of each process
 */
public record LoadingTime(
        String checkpoint, long bytes, List<Double> nd4jStart, List<Double> first, List<Double> warm) {}
