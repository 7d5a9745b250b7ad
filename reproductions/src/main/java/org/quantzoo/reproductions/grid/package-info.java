/** Many runs at once: one process per run, as many at a time as the machine carries, with progress over the whole grid. */
package org.quantzoo.reproductions.grid;
