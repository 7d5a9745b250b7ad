package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One forward and one backward sweep of gated messages over each graph (Knyazev et al., 2021, section 3). */
final class GatedMessageEncoder implements FeatureEncoder {

    private final GatedGraphSweep sweep;

    /** Copies the present weights. */
    GatedMessageEncoder(GhnWeights weights) {
        sweep = new GatedGraphSweep(weights);
    }

    @Override
    public Swept encode(List<GraphPlan> plans, Features initial) {
        int[] offsets = offsets(plans);
        List<GatedGraphSweep.Trace> forward = IntStream.range(0, plans.size())
                .parallel()
                .mapToObj(graph -> {
                    GraphPlan plan = plans.get(graph);
                    return sweep.run(plan.forward(), initial.slice(offsets[graph], plan.size()));
                })
                .toList();
        List<GatedGraphSweep.Trace> backward = IntStream.range(0, plans.size())
                .parallel()
                .mapToObj(graph -> sweep.run(
                        plans.get(graph).backward(), forward.get(graph).states()))
                .toList();
        return new Swept(
                forward,
                backward,
                Features.concat(
                        backward.stream().map(GatedGraphSweep.Trace::states).toList()));
    }

    private static int[] offsets(List<GraphPlan> plans) {
        int[] offsets = new int[plans.size()];
        for (int graph = 1; graph < offsets.length; graph++) {
            offsets[graph] = offsets[graph - 1] + plans.get(graph - 1).size();
        }
        return offsets;
    }

    /** Both sweeps over every graph. */
    final class Swept implements Encoded {
        private final List<GatedGraphSweep.Trace> forward;
        private final List<GatedGraphSweep.Trace> backward;
        private final Features features;

        private Swept(List<GatedGraphSweep.Trace> forward, List<GatedGraphSweep.Trace> backward, Features features) {
            this.forward = forward;
            this.backward = backward;
            this.features = features;
        }

        /** The states of a graph's nodes between the sweeps. */
        Features afterForward(int graph) {
            return forward.get(graph).states();
        }

        @Override
        public Features features() {
            return features;
        }

        @Override
        public Features backpropagate(Features upstream, GhnWeights gradient) {
            GatedGraphSweep.Gradient sums = sweep.new Gradient();
            List<Features> dInitial = new ArrayList<>();
            int offset = 0;
            for (int graph = 0; graph < forward.size(); graph++) {
                int size = forward.get(graph).states().rows();
                Features dForward = sums.backpropagate(backward.get(graph), upstream.slice(offset, size));
                dInitial.add(sums.backpropagate(forward.get(graph), dForward));
                offset += size;
            }
            sums.addTo(gradient);
            return Features.concat(dInitial);
        }
    }
}
