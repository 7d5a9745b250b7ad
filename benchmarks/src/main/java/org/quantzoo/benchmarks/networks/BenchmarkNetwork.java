package org.quantzoo.benchmarks.networks;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.quantzoo.zoo.models.BlockNetwork;
import org.quantzoo.zoo.models.ComplexBlock;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.models.FactorizationRate;
import org.quantzoo.zoo.models.FactorizeNet;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;

/** The networks that are measured, at the papers' size: 3x32x32 images, 10 classes, dropout 0.5, SGD with momentum 0.9. */
public enum BenchmarkNetwork {
    REGULAR_CONV_WITH_BN("Regular_Conv_With_BN", () -> SimpleBlockCnn.builder().build()),
    DWS_CONV_WITH_BN("DWS_Conv_With_BN", () -> SimpleBlockCnn.builder()
            .block(SimpleBlock.DEPTHWISE_SEPARABLE)
            .build()),
    REGULAR_CONV_NO_BN(
            "Regular_Conv_No_BN",
            () -> SimpleBlockCnn.builder().batchNorm(false).build()),
    FACTORIZENET_F4(
            "FactorizeNet-f4",
            () -> FactorizeNet.builder().rate(FactorizationRate.uniform(4)).build()),
    BASIC_RESIDUAL_WITH_BN(
            "Basic_Residual_With_BN",
            () -> ComplexBlockCnn.builder().block(ComplexBlock.BASIC_RESIDUAL).build()),
    MBNETV2_CONV_WITH_BN("MbNetv2_Conv_With_BN", () -> ComplexBlockCnn.builder()
            .block(ComplexBlock.INVERTED_RESIDUAL)
            .build());

    /** Side of the square images. */
    public static final int SIZE = 32;
    /** Colour channels. */
    public static final int CHANNELS = 3;
    /** Learning rate of every engine's optimiser. */
    public static final double LEARNING_RATE = 0.01;
    /** Momentum of every engine's optimiser. */
    public static final double MOMENTUM = 0.9;

    private final String paperName;
    private final Supplier<BlockNetwork> model;

    BenchmarkNetwork(String paperName, Supplier<BlockNetwork> model) {
        this.paperName = paperName;
        this.model = model;
    }

    /** The name in the papers' tables, and on the command line. */
    public String paperName() {
        return paperName;
    }

    /** The zoo's model with its default optimiser, which has {@link #LEARNING_RATE} and {@link #MOMENTUM}. */
    public BlockNetwork model() {
        return model.get();
    }

    /** The same network for the other engines. */
    public NetworkDescription description() {
        return NetworkDescription.of(paperName, CHANNELS, SIZE, SIZE, model().conf());
    }

    /**
     * Finds a network.
     *
     * @throws IllegalArgumentException where no network has this name
     */
    public static BenchmarkNetwork named(String name) {
        return Arrays.stream(values())
                .filter(network -> network.paperName.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Expected one of the networks "
                        + Arrays.stream(values())
                                .map(BenchmarkNetwork::paperName)
                                .collect(Collectors.joining(", "))
                        + ", found '" + name + "'."));
    }
}
