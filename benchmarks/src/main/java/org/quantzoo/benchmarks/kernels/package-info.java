/** Single kernels under JMH, ND4J's and oneDNN's side by side. */
package org.quantzoo.benchmarks.kernels;
