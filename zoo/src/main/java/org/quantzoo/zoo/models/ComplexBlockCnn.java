package org.quantzoo.zoo.models;

import java.util.Objects;
import java.util.SortedMap;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.models.GraphWriter.Conv;

/**
 * The CNN with residual or inverted residual blocks of "Starting Positions Matter" Table 2.
 *
 * <p>The paper gives no block counts, expansion or shortcut type; here blocks replace layers 2 to 9 of the simple network one for
 * one, the expansion is 6, and a shortcut is the identity or, in basic residual blocks that change shape, a 1x1 convolution.
 */
public final class ComplexBlockCnn extends BlockNetwork {
    private final ComplexBlock block;
    private final int expansion;

    private ComplexBlockCnn(Builder builder) {
        super(builder);
        this.block = builder.block;
        this.expansion = builder.expansion;
    }

    /** A builder with the settings above and basic residual blocks. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    String addBlock(GraphWriter graph, MacroArchitecture.Block plan, String input) {
        return switch (block) {
            case BASIC_RESIDUAL -> addBasicResidual(graph, plan, input);
            case INVERTED_RESIDUAL -> addInvertedResidual(graph, plan, input);
        };
    }

    private String addBasicResidual(GraphWriter graph, MacroArchitecture.Block plan, String input) {
        String name = "block" + plan.number();
        Initializer initializer = spatialInitializer();
        String first = graph.convolution(
                name + ".conv1",
                Conv.spatial(plan.outChannels(), plan.stride(), 1, initializer, Rectifier.RELU),
                input);
        String second = graph.convolution(
                name + ".conv2", Conv.spatial(plan.outChannels(), 1, 1, initializer, Rectifier.NONE), first);
        String shortcut = input;
        if (plan.changesShape()) {
            shortcut = graph.convolution(
                    name + ".shortcut",
                    new Conv(plan.outChannels(), 1, plan.stride(), 1, pointwiseInitializer(), Rectifier.NONE),
                    input);
        }
        return graph.sum(name + ".sum", Rectifier.RELU, second, shortcut);
    }

    private String addInvertedResidual(GraphWriter graph, MacroArchitecture.Block plan, String input) {
        String name = "block" + plan.number();
        int expanded = expansion * plan.inChannels();
        String top = graph.convolution(
                name + ".expand", Conv.pointwise(expanded, pointwiseInitializer(), Rectifier.RELU6), input);
        top = graph.convolution(
                name + ".depthwise",
                Conv.spatial(expanded, plan.stride(), expanded, spatialInitializer(), Rectifier.RELU6),
                top);
        top = graph.convolution(
                name + ".project", Conv.pointwise(plan.outChannels(), pointwiseInitializer(), Rectifier.NONE), top);
        return plan.changesShape() ? top : graph.sum(name + ".sum", Rectifier.NONE, top, input);
    }

    @Override
    void addArguments(SortedMap<String, String> arguments) {
        arguments.put("block", block.name());
        if (block == ComplexBlock.INVERTED_RESIDUAL) {
            arguments.put("expansion", Integer.toString(expansion));
        }
    }

    /** Builds a {@link ComplexBlockCnn}. */
    public static final class Builder extends BlockNetwork.Builder<Builder> {
        private ComplexBlock block = ComplexBlock.BASIC_RESIDUAL;
        private int expansion = 6;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The block type that replaces layers 2 to 9. */
        public Builder block(ComplexBlock block) {
            this.block = Objects.requireNonNull(block, "block");
            return this;
        }

        /** Expanded channels of an inverted residual block as a multiple of its input channels; default 6. */
        public Builder expansion(int expansion) {
            if (expansion < 1) {
                throw new IllegalArgumentException("An expansion factor is at least 1, found " + expansion + ".");
            }
            this.expansion = expansion;
            return this;
        }

        /** The network description; {@code init()} makes the network. */
        public ComplexBlockCnn build() {
            return new ComplexBlockCnn(this);
        }
    }
}
