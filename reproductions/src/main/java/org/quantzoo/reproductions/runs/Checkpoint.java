package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param average the network with averaged parameters, null where the recipe averages none
 * @param parameterHashAfterSteps after the first steps of the run, null where it has not done them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Checkpoint(
        int epoch,
        String file,
        long bytes,
        String sha256,
        String paramsHash,
        List<EpochRecord> history,
        SavedFile average,
        StepHash parameterHashAfterSteps) {

    /** The file with the network as it is trained. */
    SavedFile network() {
        return new SavedFile(file, bytes, sha256, paramsHash);
    }

    /**
     * A saved network.
     *
     * @param file name of its zip
     * @param bytes its length
     * @param sha256 its digest
     * @param paramsHash SHA-256 of the parameters in it
     */
    record SavedFile(String file, long bytes, String sha256, String paramsHash) {}
}
