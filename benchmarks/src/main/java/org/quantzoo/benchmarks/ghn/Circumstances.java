package org.quantzoo.benchmarks.ghn;

import org.quantzoo.benchmarks.program.Machine;

/**
 * Under what circumstances hypernetworks were timed.
 *
 * @param date in UTC, when the program began
 * @param command as typed
 * @param quick whether too little was measured for numbers that may be quoted
 * @param machine as it was when the program began
 * @param threads of kernels, of matrix products and of each process
 * @param arithmetic kernels of the zoo's layers
 * @param dataset where the images came from
 */
record Circumstances(
        String date, String command, boolean quick, Machine machine, int threads, String arithmetic, String dataset) {}
