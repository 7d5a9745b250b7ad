package org.quantzoo.reproductions.plots;

import org.quantzoo.zoo.analysis.LayerwiseAnalysis;

/**
 * An analysis and what it is called in figures.
 *
 * @param label short enough for a legend; says where a network is untrained
 * @param analysis what was found
 */
public record LabelledAnalysis(String label, LayerwiseAnalysis analysis) {}
