/** What the checks of the suite found, as data: written by the checks, read by the status tables. */
package org.quantzoo.reproductions.checks;
