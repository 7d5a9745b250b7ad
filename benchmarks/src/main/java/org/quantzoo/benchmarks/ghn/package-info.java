/** Graph hypernetworks timed: prediction, the parts of a training step, and a step beside one with DL4J's own layers. */
package org.quantzoo.benchmarks.ghn;
