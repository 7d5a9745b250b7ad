/** Integer execution of quantized networks beside floating point and ONNX Runtime, and the time that loading takes. */
package org.quantzoo.benchmarks.integer;
