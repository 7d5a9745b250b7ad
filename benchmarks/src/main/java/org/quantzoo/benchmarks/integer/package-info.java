/** Integer execution of quantized networks beside floating point and ONNX Runtime. */
package org.quantzoo.benchmarks.integer;
