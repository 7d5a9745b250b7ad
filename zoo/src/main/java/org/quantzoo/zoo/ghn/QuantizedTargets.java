package org.quantzoo.zoo.ghn;

import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.CellNetwork;
import org.quantzoo.datasets.architectures.NetworkGraph;

/** Builds quantized networks of architectures, for the training of quantization-aware hypernetworks and for their evaluation. */
public final class QuantizedTargets {

    private QuantizedTargets() {}

    /**
     * Builds the quantized network of an architecture; its graph and tensors are those of the float network.
     *
     * @param seed of the noise of {@link org.quantzoo.zoo.layers.BatchQuantizer.Model#NOISE}, one for each training step
     * @throws IllegalArgumentException if {@code none} operations cut the classifier off from the input
     */
    public static TargetNetwork of(
            Architecture architecture, TargetConfiguration configuration, TargetQuantization quantization, long seed) {
        QuantizedTargetAssembler assembler = new QuantizedTargetAssembler(configuration, quantization, seed);
        String classifier = CellNetwork.assemble(architecture, configuration.classes(), assembler)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The architecture's \"none\" operations cut its classifier off from its input; replace one on"
                                + " the path from a cell's inputs to its output."));
        NetworkGraph graph = NetworkGraph.of(architecture, configuration.classes());
        return new TargetNetwork(assembler.build(classifier), graph, assembler.slots(graph));
    }
}
