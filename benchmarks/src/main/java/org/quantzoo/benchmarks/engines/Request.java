package org.quantzoo.benchmarks.engines;

/**
 * What is asked of an engine process, one JSON object on one line.
 *
 * @param workload what to build; where null, a sample is wanted
 * @param steps steps of the sample
 * @param limitSeconds after how many seconds a sample stops early, once it has a step; 0 for never
 */
record Request(Workload workload, int steps, double limitSeconds) {

    static Request prepare(Workload workload) {
        return new Request(workload, 0, 0);
    }

    static Request sample(int steps, double limitSeconds) {
        return new Request(null, steps, limitSeconds);
    }
}
