package org.quantzoo.reproductions.runs;

import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.initialization.InitializerScope;
import org.quantzoo.zoo.models.BlockNetwork;
import org.quantzoo.zoo.models.ComplexBlock;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.models.FactorizeNet;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;

/** From a network declared in a study to the zoo's model. */
public final class Networks {
    private Networks() {}

    /**
     * The model of a cell.
     *
     * @param network its parts
     * @param recipe gives width, head, dropout, momentum and learning rates
     * @param shape of the images
     * @param classes number of classes
     * @param seed of the initial weights
     */
    public static BlockNetwork of(Network network, Recipe recipe, ImageShape shape, int classes, long seed) {
        return switch (network.block()) {
            case REGULAR -> common(SimpleBlockCnn.builder(), network, recipe, shape, classes, seed)
                    .block(SimpleBlock.REGULAR)
                    .build();
            case DEPTHWISE_SEPARABLE -> common(SimpleBlockCnn.builder(), network, recipe, shape, classes, seed)
                    .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                    .build();
            case FACTORIZED -> common(FactorizeNet.builder(), network, recipe, shape, classes, seed)
                    .rate(network.factorization().rate())
                    .build();
            case BASIC_RESIDUAL -> common(ComplexBlockCnn.builder(), network, recipe, shape, classes, seed)
                    .block(ComplexBlock.BASIC_RESIDUAL)
                    .build();
            case INVERTED_RESIDUAL -> common(ComplexBlockCnn.builder(), network, recipe, shape, classes, seed)
                    .block(ComplexBlock.INVERTED_RESIDUAL)
                    .build();
        };
    }

    private static <B extends BlockNetwork.Builder<B>> B common(
            B builder, Network network, Recipe recipe, ImageShape shape, int classes, long seed) {
        if (recipe.blocksPerStage() != null) {
            builder.blocksPerStage(
                    recipe.blocksPerStage().stream().mapToInt(Integer::intValue).toArray());
        }
        if (recipe.headPooling() != null) {
            builder.headPooling(recipe.headPooling());
        }
        return builder.seed(seed)
                .inputShape(shape.channels(), shape.height(), shape.width())
                .numClasses(classes)
                .width(recipe.width())
                .batchNorm(network.batchNorm())
                .initializer(Initializer.valueOf(network.initializer()))
                .initializerScope(InitializerScope.valueOf(network.scope()))
                .fanConvention(FanConvention.valueOf(network.fanConvention()))
                .hiddenUnits(recipe.hiddenUnits())
                .dropout(recipe.dropout())
                .weightDecay(
                        recipe.refinements() == null
                                ? 0
                                : 2 * recipe.refinements().weightDecay())
                .updater(new Nesterovs(new MapSchedule(ScheduleType.EPOCH, recipe.ratesByEpoch()), recipe.momentum()));
    }
}
