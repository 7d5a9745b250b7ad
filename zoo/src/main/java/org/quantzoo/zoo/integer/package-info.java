/**
 * Quantized networks as integer arithmetic: 8-bit activations and weights, 32-bit sums, one rounding a layer. Everywhere else in
 * this library a quantized network is a simulation in floating point; here it is compiled into primitives of oneDNN, and compared
 * with the simulation layer by layer.
 */
package org.quantzoo.zoo.integer;
