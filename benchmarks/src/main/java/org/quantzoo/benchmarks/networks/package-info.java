/** The networks that all engines are measured on, described once and built by each engine from its own layers. */
package org.quantzoo.benchmarks.networks;
