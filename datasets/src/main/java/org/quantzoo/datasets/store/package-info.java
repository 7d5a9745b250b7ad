/**
 * Files on this machine: where datasets lie, how they get there, and how their bytes are checked.
 *
 * <p>A file appears under its final name only when it is complete and its checksum is right: it grows as {@code name.part},
 * survives an interruption as such, and is moved at the end. One lock file per download keeps two processes apart.
 */
package org.quantzoo.datasets.store;
