package org.quantzoo.reproductions.verdicts;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;
import org.quantzoo.reproductions.papers.PrintedNoise;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.statistics.GroupVariance;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Network;

/**
 * The results that a claim is about, and the comparisons that claims are made of.
 *
 * @param results all of them, of networks that learned and of others
 * @param printed whether they are a document's numbers, single runs whose noise is known from elsewhere
 */
record Sample(List<Result> results, boolean printed) {

    /** Fewer differences say too little about their own spread. */
    private static final int FEWEST_PAIRS = 4;

    /**
     * The noise of one run.
     *
     * @param deviation standard deviation of runs of one cell
     * @param degreesOfFreedom of its estimate
     */
    record Noise(double deviation, int degreesOfFreedom) {
        /**
         * The difference of the means of two cells' runs, first minus second.
         *
         * @param comparisons how many of them have to hold together
         */
        Estimate difference(List<Double> first, List<Double> second, int comparisons) {
            return Estimate.withError(
                    mean(first) - mean(second),
                    deviation * Math.sqrt(1.0 / first.size() + 1.0 / second.size()),
                    degreesOfFreedom,
                    first.size() + second.size(),
                    comparisons);
        }
    }

    /** The results of some networks. */
    Sample where(Predicate<Network> networks) {
        return new Sample(
                results.stream()
                        .filter(result -> networks.test(result.network()))
                        .toList(),
                printed);
    }

    /** The results of networks that learned. */
    Sample trained() {
        return new Sample(results.stream().filter(Result::trained).toList(), printed);
    }

    /** The values of a metric by cell, one for each run that learned and has it. */
    Map<Cell, List<Double>> byCell(Function<Result, OptionalDouble> metric) {
        return trained().results.stream()
                .filter(result -> metric.apply(result).isPresent())
                .collect(groupingBy(
                        Result::cell,
                        LinkedHashMap::new,
                        mapping(result -> metric.apply(result).getAsDouble(), toList())));
    }

    /** The mean over seeds of each cell. */
    Map<Cell, Double> means(Function<Result, OptionalDouble> metric) {
        Map<Cell, Double> means = new LinkedHashMap<>();
        byCell(metric).forEach((cell, values) -> means.put(cell, mean(values)));
        return means;
    }

    /** The noise of one run: pooled over the cells with several seeds, or that which the documents show. */
    Optional<Noise> noise(String metric) {
        if (printed) {
            List<Boolean> batchNorm = results.stream()
                    .map(result -> result.network().batchNorm())
                    .distinct()
                    .toList();
            return (batchNorm.size() == 1
                            ? PrintedNoise.ofOneRun(metric, batchNorm.get(0))
                            : PrintedNoise.ofOneRun(metric))
                    .filter(noise -> noise.standardDeviation() > 0)
                    .map(noise -> new Noise(noise.standardDeviation(), noise.pairs()));
        }
        double squares = 0;
        int degreesOfFreedom = 0;
        for (List<Double> values : byCell(result -> result.metric(metric)).values()) {
            double mean = mean(values);
            squares += values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            degreesOfFreedom += values.size() - 1;
        }
        return degreesOfFreedom == 0 || squares == 0
                ? Optional.empty()
                : Optional.of(new Noise(Math.sqrt(squares / degreesOfFreedom), degreesOfFreedom));
    }

    /**
     * The mean of a metric over the cells of one group minus that over the cells of another.
     *
     * @param chosenAmong how many groups the printed one was chosen from because of its result; runs made later to test it need no correction
     */
    Optional<Estimate> contrast(String metric, Predicate<Network> group, Predicate<Network> others, int chosenAmong) {
        Function<Result, OptionalDouble> value = result -> result.metric(metric);
        List<List<Double>> first = List.copyOf(where(group).byCell(value).values());
        List<List<Double>> second = List.copyOf(where(others).byCell(value).values());
        Optional<Noise> noise = noise(metric);
        if (first.isEmpty() || second.isEmpty() || noise.isEmpty()) {
            return Optional.empty();
        }
        double error = noise.get().deviation() * Math.sqrt(varianceFactor(first) + varianceFactor(second));
        int n = Stream.concat(first.stream(), second.stream())
                .mapToInt(List::size)
                .sum();
        return Optional.of(Estimate.withError(
                meanOfMeans(first) - meanOfMeans(second),
                error,
                noise.get().degreesOfFreedom(),
                n,
                printed ? chosenAmong : 1));
    }

    /** The paired difference of a metric, first minus second, over all runs that agree in everything that {@code key} tells. */
    Optional<Estimate> pairs(
            String metric, Predicate<Network> first, Predicate<Network> second, Function<Network, Object> key) {
        Map<Object, Double> ofFirst = where(first).byKey(metric, key);
        Map<Object, Double> ofSecond = where(second).byKey(metric, key);
        List<double[]> pairs = new ArrayList<>();
        ofFirst.forEach((pair, value) -> {
            if (ofSecond.containsKey(pair)) {
                pairs.add(new double[] {value, ofSecond.get(pair)});
            }
        });
        return pairs.size() < FEWEST_PAIRS
                ? Optional.empty()
                : Optional.of(Estimate.ofPairs(
                        pairs.stream().mapToDouble(pair -> pair[0]).toArray(),
                        pairs.stream().mapToDouble(pair -> pair[1]).toArray()));
    }

    /** The variance of a metric between cells. */
    Optional<GroupVariance> between(String metric) {
        List<List<Double>> cells =
                List.copyOf(byCell(result -> result.metric(metric)).values());
        Optional<Noise> noise = noise(metric);
        if (cells.size() < 3 || noise.isEmpty()) {
            return Optional.empty();
        }
        double[] means = cells.stream().mapToDouble(Sample::mean).toArray();
        double perCell = cells.size()
                / cells.stream().mapToDouble(values -> 1.0 / values.size()).sum();
        return Optional.of(GroupVariance.of(
                means, perCell, noise.get().deviation(), noise.get().degreesOfFreedom()));
    }

    /** The rank correlation of two quantities over the runs that learned and have both. */
    Optional<Estimate> correlation(Function<Result, OptionalDouble> x, Function<Result, OptionalDouble> y) {
        List<Result> both = having(x, y);
        return both.size() < 4
                ? Optional.empty()
                : defined(Estimate.ofRankCorrelation(values(both, x), values(both, y)));
    }

    /** The mean over runs of a quantity of one run. */
    Optional<Estimate> mean(Function<Result, OptionalDouble> quantity) {
        List<Result> having = having(quantity, quantity);
        return having.size() < 2 ? Optional.empty() : Optional.of(Estimate.ofMean(values(having, quantity)));
    }

    /** The runs that learned and have both quantities. */
    List<Result> having(Function<Result, OptionalDouble> x, Function<Result, OptionalDouble> y) {
        return trained().results.stream()
                .filter(result -> x.apply(result).isPresent() && y.apply(result).isPresent())
                .toList();
    }

    static double[] values(List<Result> results, Function<Result, OptionalDouble> quantity) {
        return results.stream()
                .mapToDouble(result -> quantity.apply(result).orElseThrow())
                .toArray();
    }

    private static Optional<Estimate> defined(Estimate estimate) {
        return Double.isNaN(estimate.value()) ? Optional.empty() : Optional.of(estimate);
    }

    private Map<Object, Double> byKey(String metric, Function<Network, Object> key) {
        Map<Object, Double> values = new LinkedHashMap<>();
        for (Result result : trained().results) {
            result.metric(metric)
                    .ifPresent(value -> values.put(List.of(key.apply(result.network()), result.seed()), value));
        }
        return values;
    }

    /** The variance of the mean of cell means, in units of the variance of one run. */
    private static double varianceFactor(List<List<Double>> cells) {
        return cells.stream().mapToDouble(values -> 1.0 / values.size()).sum() / cells.size() / cells.size();
    }

    private static double meanOfMeans(List<List<Double>> cells) {
        return cells.stream().mapToDouble(Sample::mean).average().orElseThrow();
    }

    private static double mean(List<Double> values) {
        return StatUtils.mean(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
