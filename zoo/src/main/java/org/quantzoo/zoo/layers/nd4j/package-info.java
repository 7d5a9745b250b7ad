/** Kernels made of plain ND4J operations: they run on every backend, in float and double, and are the reference in tests. */
package org.quantzoo.zoo.layers.nd4j;
