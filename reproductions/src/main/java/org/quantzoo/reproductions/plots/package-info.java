/** Figures and tables drawn from run records, for reports and attachments. */
package org.quantzoo.reproductions.plots;
