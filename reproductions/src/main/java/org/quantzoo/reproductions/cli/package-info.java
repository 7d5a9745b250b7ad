/** The command line {@code reproduce}: list, run, show, table, export. */
package org.quantzoo.reproductions.cli;
