package org.quantzoo.reproductions.verdicts;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.reproductions.studies.Network.Block;
import org.quantzoo.zoo.models.FactorizationRate;

/** Networks by what the claims call them. */
final class Select {
    /** Initialisers that count the inputs of a layer. */
    static final Set<String> LAYER_AWARE = Set.of("GLOROT_UNI", "GLOROT_NORM", "HE_UNI", "HE_NORM");

    static final Set<String> HE = Set.of("HE_UNI", "HE_NORM");

    /** The largest scale of each family. */
    static final Set<String> LARGE = Set.of("RAND_UNI_LARGE", "RAND_NORM_LARGE", "MOD_GLOROT_UNI_LARGE");

    /** The smallest scale of each family. */
    static final Set<String> SMALL = Set.of("RAND_UNI_SMALL", "RAND_NORM_SMALL", "GLOROT_UNI");

    /** Families in order of their scale. */
    static final List<List<String>> FAMILIES = List.of(
            List.of("RAND_NORM_SMALL", "RAND_NORM_MED", "RAND_NORM_LARGE"),
            List.of("RAND_UNI_SMALL", "RAND_UNI_MED", "RAND_UNI_LARGE"),
            List.of("GLOROT_UNI", "MOD_GLOROT_UNI_MED", "MOD_GLOROT_UNI_LARGE"));

    private Select() {}

    static Predicate<Network> all() {
        return network -> true;
    }

    static Predicate<Network> withBatchNorm(Block... blocks) {
        return block(blocks).and(Network::batchNorm);
    }

    static Predicate<Network> withoutBatchNorm(Block... blocks) {
        return block(blocks).and(network -> !network.batchNorm());
    }

    static Predicate<Network> block(Block... blocks) {
        List<Block> wanted = Arrays.asList(blocks);
        return network -> wanted.contains(network.block());
    }

    static Predicate<Network> initializer(String... names) {
        return initializer(Set.of(names));
    }

    static Predicate<Network> initializer(Set<String> names) {
        return network -> names.contains(network.initializer());
    }

    /** FactorizeNet with this rate. */
    static Predicate<Network> rate(FactorizationRate rate) {
        return network -> network.factorization() != null
                && network.factorization().rate().equals(rate);
    }
}
