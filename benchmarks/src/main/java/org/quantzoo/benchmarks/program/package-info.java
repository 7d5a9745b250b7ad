/** What the benchmark programs have in common: how they start, what they write, and what they say about the machine. */
package org.quantzoo.benchmarks.program;
