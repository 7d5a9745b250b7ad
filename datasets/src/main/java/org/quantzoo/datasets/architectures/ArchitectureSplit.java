package org.quantzoo.datasets.architectures;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The sets of architectures for training and testing graph hypernetworks, each fixed by its seed and size.
 *
 * <p>Training and validation architectures are kept at 32 channels; the width is drawn at each visit ({@link TrainingWidth}).
 * Test architectures have the widths of one such visit. Wide ones have four times these channels; one that would exceed
 * 10^7 parameters is drawn again, so that the limit of the training space holds for every split. The resource
 * {@code splits.properties} has the SHA-256 of each split's {@link ArchitectureFile}.
 */
public enum ArchitectureSplit {
    TRAIN("convnets-250k", ArchitectureSpace.CONV_NETS, 1, 250_000, Width.BASE),
    TRAIN_BN_FREE("bnfree-convnets-50k", ArchitectureSpace.BN_FREE, 2, 50_000, Width.BASE),
    VALIDATION("validation", ArchitectureSpace.CONV_NETS, 3, 500, Width.BASE),
    ID("id", ArchitectureSpace.CONV_NETS, 4, 500, Width.TRAINING),
    DEEP("deep", ArchitectureSpace.DEEP, 5, 100, Width.TRAINING),
    WIDE("wide", ArchitectureSpace.CONV_NETS, 6, 100, Width.WIDE),
    BN_FREE("bn-free", ArchitectureSpace.BN_FREE, 7, 100, Width.TRAINING);

    /** The channel factor of the Wide split. */
    private static final int WIDE_FACTOR = 4;

    private static final int CLASSES = 10;

    private enum Width {
        BASE,
        TRAINING,
        WIDE
    }

    private final String id;
    private final ArchitectureSpace space;
    private final long seed;
    private final int size;
    private final Width width;

    ArchitectureSplit(String id, ArchitectureSpace space, long seed, int size, Width width) {
        this.id = id;
        this.space = space;
        this.seed = seed;
        this.size = size;
        this.width = width;
    }

    /** The name in files and commands. */
    public String id() {
        return id;
    }

    /** The distribution the split is drawn from. */
    public ArchitectureSpace space() {
        return space;
    }

    /** The seed of the published split. */
    public long seed() {
        return seed;
    }

    /** The number of architectures of the published split. */
    public int size() {
        return size;
    }

    /** The architecture at an index of the published split. */
    public Architecture architecture(int index) {
        return architecture(seed, index);
    }

    /**
     * The architecture at an index, for any seed.
     *
     * @param seed {@link #seed()} for the published split
     * @param index 0 or higher; may exceed the size of the published split
     */
    public Architecture architecture(long seed, int index) {
        ArchitectureSampler sampler = new ArchitectureSampler(space, seed);
        if (width == Width.BASE) {
            return sampler.sample(index);
        }
        // The widths have a generator of their own, so that the base architectures do not depend on them.
        SplittableRandom random = ArchitectureSampler.random(~seed, index);
        ArchitectureSampler.Draw draw = sampler.draw(index);
        Architecture sized =
                TrainingWidth.draw(draw.architecture(), draw.graph().constructedParameters(), random);
        while (width == Width.WIDE) {
            sized = sized.withWidths(WIDE_FACTOR * sized.channels(), sized.fcWidth());
            if (NetworkGraph.of(sized, CLASSES).constructedParameters() <= space.maxParameters()) {
                return sized;
            }
            ArchitectureSampler retry = new ArchitectureSampler(space, random.nextLong());
            draw = retry.draw(index);
            sized = TrainingWidth.draw(draw.architecture(), draw.graph().constructedParameters(), random);
        }
        return sized;
    }

    /**
     * The first architectures, drawn in parallel on the common pool.
     *
     * @param count at least 1
     * @param seed {@link #seed()} for the published split
     */
    public List<Architecture> architectures(int count, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("A split has at least 1 architecture; found " + count + ".");
        }
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(index -> architecture(seed, index))
                .toList();
    }

    /**
     * Finds a split by its name in files and commands.
     *
     * @throws IllegalArgumentException if there is none; the message lists all
     */
    public static ArchitectureSplit ofId(String id) {
        for (ArchitectureSplit split : values()) {
            if (split.id.equals(id)) {
                return split;
            }
        }
        throw new IllegalArgumentException("Unknown split \"" + id + "\"; use one of "
                + String.join(
                        ", ", Arrays.stream(values()).map(ArchitectureSplit::id).toList()) + ".");
    }
}
