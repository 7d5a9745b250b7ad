package org.quantzoo.zoo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.FixedSchedule;

class WeightDecayTests {

    @Test
    void reachesEveryWeightAndNothingElse() {
        ComputationGraph network = network().weightDecay(0.01).build().init();

        network.paramTable().forEach((name, value) -> {
            int key = name.lastIndexOf('_');
            BaseLayer layer =
                    (BaseLayer) network.getLayer(name.substring(0, key)).conf().getLayer();
            List<Regularization> decay = layer.getRegularizationByParam(name.substring(key + 1));
            if (name.endsWith("_W")) {
                // In two halves, see UpstreamBugTests.
                WeightDecay half = new WeightDecay(new FixedSchedule(0.005), true);
                assertThat(decay).as(name).containsExactly(half, half);
            } else {
                assertThat(decay).as(name).isNullOrEmpty();
            }
        });
    }

    @Test
    void isTheShareOfEachWeightThatAStepSubtractsTimesTheRate() {
        ComputationGraph plain = network().updater(new Sgd(0.1)).build().init();
        ComputationGraph decayed =
                network().updater(new Sgd(0.1)).weightDecay(0.02).build().init();
        INDArray before = plain.getParam("stem.conv_W").dup();
        DataSet batch = new DataSet(Nd4j.rand(2, 8, 8, 3), Nd4j.eye(10).getRows(0, 1));
        plain.fit(batch);
        decayed.fit(batch);

        INDArray difference = plain.getParam("stem.conv_W").sub(decayed.getParam("stem.conv_W"));
        assertThat(difference.equalsWithEps(before.mul(0.1 * 0.02), 1e-6)).isTrue();
        assertThat(before.amaxNumber().doubleValue()).isGreaterThan(0.1);
    }

    @Test
    void isNoneUnlessAskedFor() {
        assertThat(network().weightDecay(0).build().conf())
                .isEqualTo(network().build().conf());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void isAFiniteNumberNotBelowZero(double decay) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network().weightDecay(decay))
                .withMessage("A weight decay is a finite number of at least 0, found " + decay + ".");
    }

    private static SimpleBlockCnn.Builder network() {
        return SimpleBlockCnn.builder()
                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                .inputShape(3, 8, 8)
                .width(1.0 / 64)
                .blocksPerStage(1, 1, 1)
                .hiddenUnits(3)
                .dropout(0);
    }
}
