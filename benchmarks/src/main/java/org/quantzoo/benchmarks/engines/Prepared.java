package org.quantzoo.benchmarks.engines;

import java.util.List;

/**
 * What an engine built; equal parameter counts and output shapes say that engines run the same network.
 *
 * @param parameters number of parameters, running statistics included
 * @param outputShape shape of the class scores of one batch
 * @param description versions, native library, kernels
 */
public record Prepared(long parameters, List<Long> outputShape, String description) {}
