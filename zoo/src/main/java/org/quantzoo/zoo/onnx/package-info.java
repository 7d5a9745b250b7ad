/**
 * Networks of this library as ONNX models, so that any ONNX runtime can run them: in float32, or quantized with QuantizeLinear and
 * DequantizeLinear around the operations ("QDQ"), which a runtime may turn into integer arithmetic.
 */
package org.quantzoo.zoo.onnx;
