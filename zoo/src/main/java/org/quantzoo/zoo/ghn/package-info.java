/**
 * Graph hypernetworks: a network that predicts all parameters of another network from its graph.
 *
 * <p>{@link org.quantzoo.zoo.ghn.ParameterPredictor} is the door for users. {@link org.quantzoo.zoo.ghn.GraphHyperNetwork}
 * predicts for several networks together and backpropagates a loss of theirs to
 * {@link org.quantzoo.zoo.ghn.GhnWeights}; target networks and hypernetwork are joined by nothing but the predicted tensors
 * and the gradients at them.
 *
 * <p>Embedding, message passing, normalisation and vector heads run on plain arrays in double precision, the kernel decoder,
 * where nine tenths of the arithmetic are, on ND4J matrix products; all gradients are written by hand and tested against
 * differences. SameDiff 1.0.0-M2.1 was tried first and given up: its session walks every path of a graph, so an unrolled
 * recurrence takes exponential time; it needs 70 microseconds per operation where a whole step of a sweep needs ten; and
 * gradients of a graph that is used again and again fail with corrupt arguments ({@code SameDiffLimitationsTests}). Source: Knyazev, Drozdzal, Taylor, Romero-Soriano, "Parameter Prediction for Unseen Deep
 * Architectures", NeurIPS 2021.
 */
package org.quantzoo.zoo.ghn;
