/** From a recipe to a run record: training, checkpoints, resumption, quantized evaluation, provenance, statistics over runs. */
package org.quantzoo.reproductions.runs;
