package org.quantzoo.reproductions.runs;

import java.util.List;
import java.util.Map;

/**
 * With what a run was made; unknown is a value ({@code unknown-...}), never a missing key.
 *
 * @param commit of this project, with {@code -dirty} where the sources differed from it
 * @param dl4j version
 * @param backend ND4J backend
 * @param classifier of ND4J's native library, for example {@code linux-x86_64-onednn-avx512}
 * @param blasVendor BLAS library
 * @param blasCoreType BLAS kernel, {@code unpinned} where the library chooses
 * @param ompThreads value of {@code OMP_NUM_THREADS} or ND4J's own count
 * @param java version and vendor
 * @param os name, version, architecture
 * @param cpu model
 * @param kernels name of the layers' kernels
 * @param kernelsDescription their precision, instruction set, threads
 * @param precision of the kernels' operands
 * @param dataset name, location, SHA-256 and more of the images
 * @param networkClass class of the network description
 * @param trainerClass class that trained
 * @param recipeHash see {@link RunKey}
 * @param seed the seed
 * @param started first start, ISO 8601 UTC
 * @param finished end, ISO 8601 UTC
 * @param resumed number of resumptions after an interruption
 * @param command the command line, {@code unknown-command} where there was none
 * @param environments the distinct combinations of classifier, kernels and CPU over all resumptions; more than one means that
 *     the parameters cannot be expected bit for bit
 */
public record Provenance(
        String commit,
        String dl4j,
        String backend,
        String classifier,
        String blasVendor,
        String blasCoreType,
        String ompThreads,
        String java,
        String os,
        String cpu,
        String kernels,
        String kernelsDescription,
        String precision,
        Map<String, String> dataset,
        String networkClass,
        String trainerClass,
        String recipeHash,
        long seed,
        String started,
        String finished,
        int resumed,
        String command,
        List<String> environments) {

    /** When, at which commit and by which command the run was made, for readers. */
    public String origin() {
        return finished + " at " + commit + " by " + command;
    }
}
