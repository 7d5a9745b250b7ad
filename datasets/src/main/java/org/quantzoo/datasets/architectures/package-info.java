/**
 * Convolutional architectures as data: genotypes, the generator of ConvNets-250K and its test splits, files, statistics, and
 * the graph that a graph hypernetwork reads.
 *
 * <p>A {@link org.quantzoo.datasets.architectures.Genotype} is the wiring of two kinds of cell; an
 * {@link org.quantzoo.datasets.architectures.Architecture} adds depth, width, stem and head.
 * {@link org.quantzoo.datasets.architectures.CellNetwork} spells an architecture out layer by layer, once, for any
 * {@link org.quantzoo.datasets.architectures.NetworkAssembler}. A
 * {@link org.quantzoo.datasets.architectures.NetworkGraph} is the graph of any network, also of those not made of cells.
 */
package org.quantzoo.datasets.architectures;
