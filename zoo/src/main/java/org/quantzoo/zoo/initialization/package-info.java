/**
 * The twelve weight initialisers of "Starting Positions Matter" (Eq. 7, 8) and the thesis (Eq. 4.3, 4.6-4.10, Table 4.1), with the
 * two choices that the texts leave open: how fans are counted and which layers take the tested initialiser.
 */
package org.quantzoo.zoo.initialization;
