package org.quantzoo.reproductions.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.quantzoo.reproductions.papers.Claims;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.LayerProfile.Row;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.analysis.AnalyzedTensor;

class LayerClaimsTests {
    private static final Cell HE = Cells.get().cell("starting-positions/table1/DWS_Conv_With_BN_HeNorm");

    @Test
    void quantities_are_taken_from_the_convolutions_and_not_from_the_head() {
        Result result = new Profiled(HE, 1, profile(1, 4, 2, 0.5, 100));

        assertThat(LayerQuantities.rangeStep(AnalyzedTensor.FOLDED_WEIGHTS)
                        .apply(result)
                        .orElseThrow())
                .isCloseTo(Math.log(4), within(1e-12));
        assertThat(LayerQuantities.largestRange(AnalyzedTensor.FOLDED_WEIGHTS)
                        .apply(result)
                        .orElseThrow())
                .as("the dense layer's 100 does not count")
                .isEqualTo(4);
        assertThat(LayerQuantities.rangeWithPrecision(AnalyzedTensor.FOLDED_WEIGHTS)
                        .apply(result)
                        .orElseThrow())
                .as("the wider the less precise")
                .isCloseTo(-1, within(1e-12));
    }

    @Test
    void the_spread_of_settling_is_measured_from_the_first_to_the_last_layer_that_settles() {
        List<Row> rows = new ArrayList<>();
        for (int epoch = 1; epoch <= 10; epoch++) {
            rows.add(row(epoch, 1, "stem.conv", 1));
            rows.add(row(epoch, 2, "block2.depthwise", epoch < 6 ? epoch : 6));
            rows.add(row(epoch, 3, "block2.pointwise", 1));
        }
        assertThat(Stabilization.spread(new Profiled(HE, 1, new LayerProfile(rows)))
                        .orElseThrow())
                .as("the second layer grows until the sixth of ten epochs")
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void a_spike_in_every_seed_supports_the_claim_and_its_absence_does_not() {
        assertThat(heClaim(4)).isEqualTo(Ruling.SUPPORTED);
        assertThat(heClaim(0.2)).isEqualTo(Ruling.NOT_SUPPORTED);
    }

    private static Ruling heClaim(double second) {
        List<Result> results = new ArrayList<>();
        for (String name : List.of("HeNorm", "HeUni")) {
            Cell cell = Cells.get().cell("starting-positions/table1/DWS_Conv_With_BN_" + name);
            for (long seed = 1; seed <= 3; seed++) {
                results.add(new Profiled(cell, seed, profile(1, second * (1 + 0.05 * seed), 1, 1, 1)));
            }
        }
        return Verdicts.findings(
                        Claims.get().claim("TH-01"), new Evidence("invented", "invented", Scale.QUICK, results))
                .get(0)
                .ruling();
    }

    /** Four convolutions and a dense layer with these ranges; the precision is one over the range. */
    private static LayerProfile profile(double... ranges) {
        List<Row> rows = new ArrayList<>();
        String[] names = {"stem.conv", "block2.depthwise", "block2.pointwise", "block3.depthwise", "dense1"};
        for (int i = 0; i < ranges.length; i++) {
            rows.add(row(1, i + 1, names[i], ranges[i]));
        }
        return new LayerProfile(rows);
    }

    private static Row row(int epoch, int index, String layer, double range) {
        return new Row(epoch, index, layer, AnalyzedTensor.FOLDED_WEIGHTS, range, 1 / range);
    }

    private record Profiled(Cell cell, long seed, LayerProfile profile) implements Result {
        @Override
        public boolean trained() {
            return true;
        }

        @Override
        public OptionalDouble metric(String name, double fraction) {
            return OptionalDouble.empty();
        }

        @Override
        public Optional<LayerProfile> layers() {
            return Optional.of(profile);
        }
    }
}
