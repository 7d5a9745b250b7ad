/**
 * The networks of "On the Pareto Efficiency of Quantized CNNs" (DualPrecision) as layer lists.
 *
 * <p>Model size and operation counts depend on shapes alone, so they are computed from these descriptions without building a network.
 * What the paper leaves open (shortcuts, rounding, which stride) is stated at each factory.
 */
package org.quantzoo.reproductions.studies.dualprecision;
