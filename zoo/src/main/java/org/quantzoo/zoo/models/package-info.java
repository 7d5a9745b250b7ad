/**
 * The networks of the papers, one class per family, each a DL4J {@link org.deeplearning4j.zoo.ZooModel} with a builder.
 *
 * <p>All families share one {@linkplain org.quantzoo.zoo.models.MacroArchitecture macro-architecture}: a 3x3 stem convolution,
 * eight blocks in three stages, and a head of three dense layers. Vertex names say where a layer stands: {@code stem.conv},
 * {@code block4.depthwise}, {@code block4.pointwise.bn}, {@code dense1}, {@code logits}, {@code output}.
 */
package org.quantzoo.zoo.models;
