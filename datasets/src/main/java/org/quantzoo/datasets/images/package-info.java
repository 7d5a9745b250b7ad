/**
 * From a source of labeled images to batches for a network.
 *
 * <p>{@link org.quantzoo.datasets.images.ImageDatasets} finds a dataset by name: real CIFAR-10 or CIFAR-100 where it is on disk or
 * can be downloaded, else the {@link org.quantzoo.datasets.images.EmbeddedImages embedded images}, with a notice. An
 * {@link org.quantzoo.datasets.images.ImageDataset} holds two sets of bytes in memory, the constants that standardise them, and
 * the provenance that a result on them needs. {@link org.quantzoo.datasets.images.ImageBatches} turns one of the sets into a
 * DL4J iterator.
 *
 * <pre>{@code
 * ImageDataset dataset = ImageDatasets.resolve("auto");
 * ImageBatches test = ImageBatches.of(dataset.test()).standardization(dataset.standardization()).build();
 * }</pre>
 *
 * <p>Settings, as system properties ({@code -Dname=value}):
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><td>{@code quantzoo.data}</td><td>the folder that holds datasets and receives downloads; else the environment variable
 *   {@code QUANTZOO_DATA}; else {@code ~/.quantzoo/data}</td></tr>
 *   <tr><td>{@code quantzoo.offline}</td><td>{@code true}: never try to download</td></tr>
 * </table>
 *
 * <p>Every random draw (order, augmentation, subsets, embedded images) is a function of (seed, epoch, index).
 */
package org.quantzoo.datasets.images;
