package org.quantzoo.benchmarks.engines;

/**
 * What is asked of an engine process, one JSON object on one line.
 *
 * @param workload what to build; where null, a sample is wanted
 * @param steps steps of the sample
 * @param atLeastSeconds how long the sample lasts, with more steps where these are done before
 * @param limitSeconds after how many seconds a sample stops early, once it has a step; 0 for never
 */
record Request(Workload workload, int steps, double atLeastSeconds, double limitSeconds) {

    static Request prepare(Workload workload) {
        return new Request(workload, 0, 0, 0);
    }

    static Request sample(int steps, double atLeastSeconds, double limitSeconds) {
        return new Request(null, steps, atLeastSeconds, limitSeconds);
    }
}
