package org.quantzoo.reproductions.runs;

/**
 * The identity of a network's parameters after its first training steps: who repeats these steps with the same kernels gets it again.
 *
 * @param steps how many
 * @param paramsHash SHA-256 of the parameters
 */
public record StepHash(int steps, String paramsHash) {}
