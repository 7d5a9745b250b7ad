/** Engines outside DL4J; compiled in profile {@code peers} alone. */
package org.quantzoo.benchmarks.peers;
