package org.quantzoo.reproductions.ghn;

/**
 * One unseen architecture with predicted or random parameters.
 *
 * @param index its number in the split
 * @param channels initial channels
 * @param nodes nodes of its graph
 * @param parameters its parameters
 * @param top1 percent of the test images whose most probable class is theirs
 * @param top5 percent of the test images whose class is among the five most probable
 */
public record NetworkAccuracy(int index, int channels, int nodes, long parameters, double top1, double top5) {}
