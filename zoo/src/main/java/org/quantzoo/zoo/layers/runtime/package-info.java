/**
 * The layers that compute: DL4J's side of each operation. They check inputs, take output memory from DL4J's workspaces, write
 * parameter gradients into the network's gradient vector, and leave the arithmetic to one kernel object per layer.
 *
 * <p>Made by the configurations in {@link org.quantzoo.zoo.layers}; not meant to be made directly.
 */
package org.quantzoo.zoo.layers.runtime;
