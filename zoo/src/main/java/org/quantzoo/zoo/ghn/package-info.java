/**
 * Graph hypernetworks: a network that predicts all parameters of another network from its graph.
 *
 * <p>{@link org.quantzoo.zoo.ghn.ParameterPredictor} is the door for users. {@link org.quantzoo.zoo.ghn.GraphHyperNetwork}
 * predicts for several networks together and backpropagates a loss of theirs to
 * {@link org.quantzoo.zoo.ghn.GhnWeights}; target networks and hypernetwork are joined by nothing but the predicted tensors
 * and the gradients at them. Source: Knyazev, Drozdzal, Taylor, Romero-Soriano, "Parameter Prediction for Unseen Deep
 * Architectures", NeurIPS 2021.
 */
package org.quantzoo.zoo.ghn;
