package org.quantzoo.zoo.integer;

/**
 * How the integer result of one layer differs from the simulated one, on the same images through the whole network.
 *
 * @param layer the vertex whose output is quantized
 * @param step the real value between two levels
 * @param values number of values compared
 * @param differing share of values on another level, from 0 to 1
 * @param meanSteps mean distance in levels
 * @param maxSteps largest distance in levels
 */
public record LayerDifference(
        String layer, double step, long values, double differing, double meanSteps, double maxSteps) {}
