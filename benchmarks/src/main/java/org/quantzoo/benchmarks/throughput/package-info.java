/** Whole networks, engines side by side: the program, its interleaved runs and its results. */
package org.quantzoo.benchmarks.throughput;
