package org.quantzoo.reproductions.ghn;

/**
 * One epoch of training.
 *
 * @param epoch from 1
 * @param learningRate its learning rate
 * @param steps steps taken
 * @param rejected steps that gave a number that is not finite, and were repeated with other architectures
 * @param loss mean over the steps taken
 * @param gradientNorm mean global norm before clipping
 * @param seconds wall time; of the process that finished the epoch
 */
public record GhnEpoch(
        int epoch, double learningRate, int steps, int rejected, double loss, double gradientNorm, double seconds) {}
