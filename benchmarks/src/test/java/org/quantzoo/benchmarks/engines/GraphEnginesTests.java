package org.quantzoo.benchmarks.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.datasets.images.ImageDatasets;

/** The two engines on DL4J run real steps. */
class GraphEnginesTests {
    private final SampleImages images = SampleImages.of(ImageDatasets.resolve("embedded"), 4, 1);

    private static Workload workload(Mode mode) {
        return Workload.of(
                BenchmarkNetwork.DWS_CONV_WITH_BN.description(), mode, 2, Precision.FLOAT32, 2, "given directly");
    }

    @ParameterizedTest
    @EnumSource
    void both_build_the_same_network_and_step(Mode mode) {
        Workload workload = workload(mode);
        for (Engine engine : List.of(new QuantZooEngine(), new StockEngine())) {
            Prepared prepared = engine.prepare(workload, images);
            assertThat(prepared.parameters()).isEqualTo(workload.network().parameters());
            assertThat(prepared.outputShape()).containsExactly(2L, 10L);
            engine.step();
        }
    }

    @Test
    void a_training_step_of_ours_tells_where_its_time_goes() {
        QuantZooEngine engine = new QuantZooEngine();
        engine.prepare(workload(Mode.TRAIN), images);
        engine.takeLayerSeconds();
        long start = System.nanoTime();
        engine.step();
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<LayerKind, Double> parts = engine.takeLayerSeconds();
        assertThat(parts)
                .containsKeys(
                        LayerKind.CONVOLUTION,
                        LayerKind.DEPTHWISE,
                        LayerKind.BATCH_NORM,
                        LayerKind.DENSE,
                        LayerKind.UPDATE);
        // The parts do not overlap, so together they cannot take longer than the step.
        assertThat(parts.values().stream().mapToDouble(Double::doubleValue).sum())
                .isBetween(0.0, seconds);
        assertThat(engine.takeLayerSeconds()).isEmpty();
    }
}
