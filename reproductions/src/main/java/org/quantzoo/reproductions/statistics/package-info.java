/** The statistics of the suite: estimates with intervals and p values, from plain numbers. */
package org.quantzoo.reproductions.statistics;
