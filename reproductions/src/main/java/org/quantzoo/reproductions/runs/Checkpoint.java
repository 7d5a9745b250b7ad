package org.quantzoo.reproductions.runs;

import java.util.List;

/**
 * The manifest of a checkpoint; written after the file it describes, so that a file without one does not count.
 *
 * @param epoch number of finished epochs
 * @param file name of the network's zip in the same folder
 * @param bytes its length
 * @param sha256 its digest
 * @param paramsHash SHA-256 of the parameters in it
 * @param history the training curve up to here
 */
record Checkpoint(int epoch, String file, long bytes, String sha256, String paramsHash, List<EpochRecord> history) {}
