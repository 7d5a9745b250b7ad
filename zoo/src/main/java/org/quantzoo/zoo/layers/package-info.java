/**
 * DL4J layers that train and quantize, and the small kernel interface under them.
 *
 * <p>Activations are NHWC, convolution weights are OIHW ({@code [outChannels, inChannels / groups, kernelHeight,
 * kernelWidth]}), dense weights are {@code [in, out]}. A layer holds the DL4J side (configuration, parameters, workspaces); a
 * {@link org.quantzoo.zoo.layers.Kernels} implementation holds the arithmetic. The saved form of a network names layers only,
 * never kernels, so a network trained with one implementation loads and runs with any other.
 */
package org.quantzoo.zoo.layers;
