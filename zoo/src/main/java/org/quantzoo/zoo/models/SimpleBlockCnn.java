package org.quantzoo.zoo.models;

import java.util.Objects;
import java.util.SortedMap;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.models.GraphWriter.Conv;

/**
 * The nine-layer CNN with regular or depthwise separable 3x3 blocks of "Starting Positions Matter" Table 1 and thesis Table 4.2.
 */
public final class SimpleBlockCnn extends BlockNetwork {
    private final SimpleBlock block;
    private final Downsampling downsampling;

    private SimpleBlockCnn(Builder builder) {
        super(builder);
        this.block = builder.block;
        this.downsampling = builder.downsampling;
    }

    /** A builder with the papers' settings and regular convolutions. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    String addBlock(GraphWriter graph, MacroArchitecture.Block plan, String input) {
        String name = "block" + plan.number();
        String top = input;
        int stride = plan.stride();
        if (stride > 1 && downsampling == Downsampling.MAX_POOLING) {
            top = graph.maxPooling(name + ".pool", stride, top);
            stride = 1;
        }
        return switch (block) {
            case REGULAR -> graph.convolution(
                    name + ".conv",
                    Conv.spatial(plan.outChannels(), stride, 1, spatialInitializer(), Rectifier.RELU),
                    top);
            case DEPTHWISE_SEPARABLE -> {
                String depthwise = graph.convolution(
                        name + ".depthwise",
                        Conv.spatial(
                                plan.inChannels(), stride, plan.inChannels(), spatialInitializer(), Rectifier.RELU),
                        top);
                yield graph.convolution(
                        name + ".pointwise",
                        Conv.pointwise(plan.outChannels(), pointwiseInitializer(), Rectifier.RELU),
                        depthwise);
            }
        };
    }

    @Override
    void addArguments(SortedMap<String, String> arguments) {
        arguments.put("block", block.name());
        arguments.put("downsampling", downsampling.name());
    }

    /** Builds a {@link SimpleBlockCnn}. */
    public static final class Builder extends BlockNetwork.Builder<Builder> {
        private SimpleBlock block = SimpleBlock.REGULAR;
        private Downsampling downsampling = Downsampling.STRIDE;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The block type of layers 2 to 9. */
        public Builder block(SimpleBlock block) {
            this.block = Objects.requireNonNull(block, "block");
            return this;
        }

        /** How stages 2 and 3 halve the resolution. */
        public Builder downsampling(Downsampling downsampling) {
            this.downsampling = Objects.requireNonNull(downsampling, "downsampling");
            return this;
        }

        /** The network description; {@code init()} makes the network. */
        public SimpleBlockCnn build() {
            return new SimpleBlockCnn(this);
        }
    }
}
