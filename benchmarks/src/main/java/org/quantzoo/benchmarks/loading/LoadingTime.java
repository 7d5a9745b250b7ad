package org.quantzoo.benchmarks.loading;

/**
 * How long a fresh process takes to load a checkpoint.
 *
 * @param checkpoint its id
 * @param bytes size of the file
 * @param plain of processes that Java starts as it does
 * @param classArchive of processes that find their classes in an archive of class data sharing; null where none could be made
 */
public record LoadingTime(String checkpoint, long bytes, LoadingSamples plain, LoadingSamples classArchive) {}
