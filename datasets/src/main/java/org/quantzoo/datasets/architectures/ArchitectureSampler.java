package org.quantzoo.datasets.architectures;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws architectures from a space; each is a function of (seed, index) alone.
 *
 * <p>A candidate that breaks a rule of the space is rejected as a whole and another one is drawn. Thread-safe.
 */
public final class ArchitectureSampler {

    private static final int CLASSES = 10;
    private static final List<CellOperation> PARAMETER_FREE = List.of(
            CellOperation.NONE, CellOperation.MAX_POOL_3X3, CellOperation.AVG_POOL_3X3, CellOperation.SKIP_CONNECT);

    /** Why a candidate was rejected. */
    public enum Rejection {
        /** More than one dense 5x5 or 7x7 convolution in a kind of cell. */
        LARGE_CONVOLUTIONS,
        /** No convolution at all. */
        NO_CONVOLUTION,
        /** The classifier is cut off from the input. */
        DISCONNECTED,
        /** More parameters than the space allows. */
        TOO_LARGE
    }

    /**
     * An accepted architecture with the rejections before it.
     *
     * @param architecture at {@link ArchitectureSpace#BASE_CHANNELS} channels
     * @param graph its graph for ten classes
     * @param rejections candidates rejected before it, by reason; reasons without any are absent
     */
    public record Draw(Architecture architecture, NetworkGraph graph, Map<Rejection, Integer> rejections) {}

    private final ArchitectureSpace space;
    private final long seed;

    /**
     * A sampler.
     *
     * @param space the distribution
     * @param seed any number; different seeds give independent sequences
     */
    public ArchitectureSampler(ArchitectureSpace space, long seed) {
        this.space = space;
        this.seed = seed;
    }

    /** The architecture at an index, 0 or higher. */
    public Architecture sample(int index) {
        return draw(index).architecture();
    }

    /** The architectures from {@code first} on, in order, drawn in parallel on the common pool. */
    public List<Architecture> sample(int first, int count) {
        return IntStream.range(first, first + count)
                .parallel()
                .mapToObj(this::sample)
                .toList();
    }

    /** The architecture at an index, with how it came about. */
    public Draw draw(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("The index of an architecture is 0 or higher; found " + index + ".");
        }
        SplittableRandom random = random(seed, index);
        Map<Rejection, Integer> rejections = new EnumMap<>(Rejection.class);
        while (true) {
            Architecture candidate = candidate(random);
            Rejection rejection = ruleBrokenBy(candidate.genotype());
            if (rejection == null) {
                GraphAssembler assembler = new GraphAssembler();
                Optional<Integer> output = CellNetwork.assemble(candidate, CLASSES, assembler);
                NetworkGraph graph = output.map(node -> assembler.build()).orElse(null);
                if (graph == null) {
                    rejection = Rejection.DISCONNECTED;
                } else if (graph.constructedParameters() > space.maxParameters()) {
                    rejection = Rejection.TOO_LARGE;
                } else {
                    return new Draw(candidate, graph, rejections);
                }
            }
            rejections.merge(rejection, 1, Integer::sum);
        }
    }

    /** The generator of everything drawn for one index of one seed. */
    static SplittableRandom random(long seed, int index) {
        // Two generators that differ in the low bits of their seeds are not independent; a drawn seed is well mixed.
        long mixed = new SplittableRandom(seed).nextLong();
        return new SplittableRandom(new SplittableRandom(mixed + index).nextLong());
    }

    private static Rejection ruleBrokenBy(Genotype genotype) {
        if (largeConvolutions(genotype.normal()) > 1 || largeConvolutions(genotype.reduce()) > 1) {
            return Rejection.LARGE_CONVOLUTIONS;
        }
        return hasConvolution(genotype.normal()) || hasConvolution(genotype.reduce()) ? null : Rejection.NO_CONVOLUTION;
    }

    private static int largeConvolutions(List<CellEdge> edges) {
        int count = 0;
        for (CellEdge edge : edges) {
            count += edge.operation().isLargeDenseConvolution() ? 1 : 0;
        }
        return count;
    }

    private static boolean hasConvolution(List<CellEdge> edges) {
        for (CellEdge edge : edges) {
            if (edge.operation().isConvolution()) {
                return true;
            }
        }
        return false;
    }

    private Architecture candidate(SplittableRandom random) {
        int cells = between(random, space.minCells(), space.maxCells());
        boolean deep = cells > between(random, space.minDeepThreshold(), space.maxDeepThreshold());
        int steps = between(random, 1, deep ? space.maxDeepSteps() : space.maxSteps());
        boolean plainReduction = random.nextBoolean();
        boolean thinned = steps > 1 && random.nextBoolean();
        List<Integer> concat = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            if (step == steps - 1 || !thinned || random.nextBoolean()) {
                concat.add(step + 2);
            }
        }
        List<CellEdge> normal = edges(random, steps, space.operations());
        List<CellEdge> reduce = edges(random, steps, plainReduction ? parameterFree() : space.operations());
        int stemKernel = 3 + 2 * random.nextInt(3);
        int channelMultiplier = between(random, 1, 2);
        int stemType = random.nextInt(2);
        boolean stemPool = stemType == 0 && random.nextBoolean();
        int fcLayers = between(random, 1, 2);
        boolean globalPooling = deep || random.nextDouble() < 0.9;
        boolean batchNorm = space.normalization() == ArchitectureSpace.Normalization.SAMPLED;
        if (batchNorm && cells <= space.minCells() + 1 && steps <= space.maxDeepSteps()) {
            batchNorm = random.nextBoolean();
        }
        return new Architecture(
                new Genotype(normal, reduce, concat),
                ArchitectureSpace.BASE_CHANNELS,
                cells,
                stemKernel,
                stemType,
                stemPool,
                batchNorm,
                channelMultiplier,
                fcLayers,
                fcLayers == 2 ? ArchitectureSpace.BASE_FC_WIDTH : 0,
                globalPooling);
    }

    private List<CellOperation> parameterFree() {
        return PARAMETER_FREE.stream().filter(space.operations()::contains).toList();
    }

    private static List<CellEdge> edges(SplittableRandom random, int steps, List<CellOperation> operations) {
        // A one-step cell with "none" would lose half its inputs or all of them.
        int firstAllowed = steps == 1 && operations.get(0) == CellOperation.NONE ? 1 : 0;
        List<CellEdge> edges = new ArrayList<>(2 * steps);
        for (int step = 0; step < steps; step++) {
            int left = random.nextInt(step + 2);
            int right = random.nextInt(step + 1);
            right += right >= left ? 1 : 0;
            for (int input : new int[] {left, right}) {
                CellOperation operation =
                        operations.get(firstAllowed + random.nextInt(operations.size() - firstAllowed));
                edges.add(new CellEdge(operation, input));
            }
        }
        return edges;
    }

    private static int between(SplittableRandom random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }
}
