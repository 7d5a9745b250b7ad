/** The time that a fresh process takes to load a published checkpoint. */
package org.quantzoo.benchmarks.loading;
