/**
 * What happens to a trained network before it runs quantized: batch normalisation is folded into the convolutions, activation
 * ranges are observed on calibration samples, and quantize-dequantize layers are inserted.
 *
 * <p>Every step takes a {@link org.deeplearning4j.nn.graph.ComputationGraph} and returns a new one; the trained network is never
 * changed. A quantized network is an ordinary DL4J network: it can be evaluated, saved and trained further.
 */
package org.quantzoo.zoo.posttraining;
