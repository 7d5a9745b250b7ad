/** One engine in one process: what it is asked to do, how it answers, and how the process is driven from outside. */
package org.quantzoo.benchmarks.engines;
