package org.quantzoo.zoo.models;

import java.util.Objects;
import java.util.SortedMap;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.models.GraphWriter.Conv;

/**
 * FactorizeNet (thesis chapter 5): every 3x3 convolution is split into f groups and followed by a 1x1 convolution that widens.
 */
public final class FactorizeNet extends BlockNetwork {
    private final FactorizationRate rate;

    private FactorizeNet(Builder builder) {
        super(builder);
        this.rate = builder.rate;
    }

    /** A builder with the thesis' settings and rate f2. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    String addBlock(GraphWriter graph, MacroArchitecture.Block plan, String input) {
        int groups = rate.groups(plan.inDepth());
        if (plan.inChannels() % groups != 0) {
            throw new IllegalArgumentException("FactorizeNet-" + rate + " needs " + groups + " groups in block "
                    + plan.number() + ", which do not divide its " + plan.inChannels()
                    + " input channels; choose a larger width multiplier or a smaller rate.");
        }
        String name = "block" + plan.number();
        String grouped = graph.convolution(
                name + ".grouped",
                Conv.spatial(plan.inChannels(), plan.stride(), groups, spatialInitializer(), Rectifier.RELU),
                input);
        return graph.convolution(
                name + ".pointwise",
                Conv.pointwise(plan.outChannels(), pointwiseInitializer(), Rectifier.RELU),
                grouped);
    }

    @Override
    void addArguments(SortedMap<String, String> arguments) {
        arguments.put("rate", rate.toString());
    }

    /** Builds a {@link FactorizeNet}. */
    public static final class Builder extends BlockNetwork.Builder<Builder> {
        private FactorizationRate rate = FactorizationRate.uniform(2);

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The factorisation rate by depth. */
        public Builder rate(FactorizationRate rate) {
            this.rate = Objects.requireNonNull(rate, "rate");
            return this;
        }

        /** The network description; {@code init()} makes the network. */
        public FactorizeNet build() {
            return new FactorizeNet(this);
        }
    }
}
