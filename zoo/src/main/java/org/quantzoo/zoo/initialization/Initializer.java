package org.quantzoo.zoo.initialization;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.initialization.WeightDistribution.TruncatedNormal;
import org.quantzoo.zoo.initialization.WeightDistribution.Uniform;

/**
 * The twelve weight initialisers of the papers. All have mean 0.
 *
 * <p>"Glorot" and "He" depend on the fans of the layer, the others do not. Normal distributions are cut at two standard deviations
 * and keep the stated one. The second argument of N(.,.) in thesis Eq. 4.7 and 4.9 is read as a variance.
 */
public enum Initializer {
    /** U[-0.25, 0.25]. */
    RAND_UNI_SMALL("RandUni_Small") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new Uniform(0.25);
        }
    },
    /** U[-0.5, 0.5]. */
    RAND_UNI_MED("RandUni_Med") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new Uniform(0.5);
        }
    },
    /** U[-1, 1]. */
    RAND_UNI_LARGE("RandUni_Large") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new Uniform(1);
        }
    },
    /** Standard deviation 0.1. */
    RAND_NORM_SMALL("RandNorm_Small") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new TruncatedNormal(0.1);
        }
    },
    /** Standard deviation 0.5. */
    RAND_NORM_MED("RandNorm_Med") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new TruncatedNormal(0.5);
        }
    },
    /** Standard deviation 1. */
    RAND_NORM_LARGE("RandNorm_Large") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new TruncatedNormal(1);
        }
    },
    /** U[-v, v] with v = sqrt(6 / (fan_in + fan_out)). */
    GLOROT_UNI("GlorotUni") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new Uniform(Math.sqrt(6.0 / (fans.in() + fans.out())));
        }
    },
    /** U[-v, v] with v = sqrt(36 / (fan_in + fan_out)), 2.449 times Glorot's. */
    MOD_GLOROT_UNI_MED("ModGlorotUni_Med") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new Uniform(Math.sqrt(36.0 / (fans.in() + fans.out())));
        }
    },
    /** U[-v, v] with v = sqrt(1296 / (fan_in + fan_out)), 14.70 times Glorot's. */
    MOD_GLOROT_UNI_LARGE("ModGlorotUni_Large") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new Uniform(Math.sqrt(1296.0 / (fans.in() + fans.out())));
        }
    },
    /** Variance 2 / (fan_in + fan_out). */
    GLOROT_NORM("GlorotNorm") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new TruncatedNormal(Math.sqrt(2.0 / (fans.in() + fans.out())));
        }
    },
    /** U[-v, v] with v = sqrt(6 / fan_in). */
    HE_UNI("HeUni") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new Uniform(Math.sqrt(6.0 / fans.in()));
        }
    },
    /** Variance 2 / fan_in. */
    HE_NORM("HeNorm") {
        @Override
        public WeightDistribution distribution(Fans fans) {
            return new TruncatedNormal(Math.sqrt(2.0 / fans.in()));
        }
    };

    private final String paperName;

    Initializer(String paperName) {
        this.paperName = paperName;
    }

    /** The distribution of each weight of a layer with the given fans. */
    public abstract WeightDistribution distribution(Fans fans);

    /** The name in the papers' tables, for example {@code ModGlorotUni_Med}. */
    public String paperName() {
        return paperName;
    }

    /**
     * The initialiser with the given name in the papers' tables.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Initializer ofPaperName(String paperName) {
        return Arrays.stream(values())
                .filter(initializer -> initializer.paperName.equals(paperName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no initialiser '" + paperName
                        + "'; expected one of "
                        + Arrays.stream(values()).map(Initializer::paperName).collect(Collectors.joining(", "))
                        + "."));
    }

    /**
     * Draws all elements of a weight tensor, which may be a view.
     *
     * <p>An element is a function of the seed and its index in 'c' order alone, by one uniform draw and the distribution's quantile
     * function. A float tensor gets the values of a double tensor, rounded.
     *
     * @param weights FLOAT or DOUBLE, overwritten
     * @param seed one per layer; see {@link #layerSeed}
     */
    public void fill(INDArray weights, Fans fans, long seed) {
        WeightDistribution distribution = distribution(fans);
        double[] values = new double[Math.toIntExact(weights.length())];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = distribution.quantile(random.nextDouble());
        }
        weights.assign(
                Nd4j.createFromArray(values).reshape('c', weights.shape()).castTo(weights.dataType()));
    }

    /** The seed of one layer's draw, a function of the network's seed and the layer's name. */
    public static long layerSeed(long networkSeed, String layerName) {
        long hash = networkSeed;
        for (int i = 0; i < layerName.length(); i++) {
            hash = new SplittableRandom(hash ^ layerName.charAt(i)).nextLong();
        }
        return hash;
    }
}
