package org.quantzoo.benchmarks.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.benchmarks.networks.NetworkDescription;
import org.quantzoo.datasets.images.ImageShape;

/** A process of its own is asked, answers, and says what went wrong. */
class EngineProcessTests {
    @TempDir
    Path folder;

    private EngineClient client;

    @BeforeEach
    void start() throws IOException {
        new SampleImages(new ImageShape(1, 1, 1), 2, new float[] {1, 2, 3}, new int[] {0, 1, 1})
                .write(folder.resolve("images"));
        client = EngineClient.start(
                CountingEngine.class.getName(),
                1,
                List.of("-Xmx64m"),
                folder.resolve("log").toFile());
    }

    @AfterEach
    void end() {
        client.close();
    }

    private Workload workload(int batch) {
        NetworkDescription network = new NetworkDescription("none", 1, 1, 1, List.of());
        return Workload.of(
                network,
                Mode.INFER,
                batch,
                Precision.FLOAT32,
                1,
                folder.resolve("images").toString());
    }

    @Test
    void prepares_with_the_images_and_takes_samples_of_the_wanted_steps() throws IOException {
        assertThat(client.prepare(workload(4))).isEqualTo(new Prepared(3, List.of(4L, 2L), "counting"));
        for (int steps : new int[] {7, 2}) {
            Sample sample = client.sample(steps, 0);
            assertThat(sample.steps()).isEqualTo(steps);
            assertThat(sample.layerSeconds()).containsEntry(LayerKind.DENSE, (double) steps);
            assertThat(sample.seconds()).isPositive();
        }
    }

    @Test
    void a_warm_up_lasts_for_its_steps_and_its_time() throws IOException {
        client.prepare(workload(5));
        assertThat(client.warmUp(7, 0).steps()).isEqualTo(7);
        Sample warmUp = client.warmUp(1, 0.05);
        assertThat(warmUp.seconds()).isGreaterThanOrEqualTo(0.05);
        assertThat(warmUp.steps()).isGreaterThan(1);
    }

    @Test
    void a_time_limit_ends_a_sample_after_at_least_one_step() throws IOException {
        client.prepare(workload(4));
        assertThat(client.sample(50, 1e-12).steps()).isEqualTo(1);
    }

    @Test
    void a_failure_arrives_as_its_sentence_and_the_process_goes_on() throws IOException {
        assertThatThrownBy(() -> client.prepare(workload(13)))
                .isInstanceOf(IOException.class)
                .hasMessage("CountingEngine failed: no batches of 13");
        assertThat(client.prepare(workload(4)).parameters()).isEqualTo(3);
    }

    @Test
    void the_death_of_the_process_is_an_error_and_no_endless_wait() throws IOException {
        client.prepare(workload(4));
        assertThatThrownBy(() -> client.sample(1_000, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 3");
    }
}
