/** What the printed numbers and our records say about each claim: one declared statistic for each, with interval, p value, noise and verdict. */
package org.quantzoo.reproductions.verdicts;
