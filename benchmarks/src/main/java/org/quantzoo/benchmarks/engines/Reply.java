package org.quantzoo.benchmarks.engines;

/** The answer to a {@link Request}; exactly one part is not null. */
record Reply(Prepared prepared, Sample sample, String error) {}
