package org.quantzoo.benchmarks.engines;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The steps of a DL4J network, whatever its layers: {@code fit} for training, {@code output} for inference. */
final class GraphSteps {
    private final ComputationGraph network;
    private final Mode mode;
    private final List<DataSet> batches = new ArrayList<>();
    private int next;

    GraphSteps(ComputationGraph network, Workload workload, SampleImages images, boolean channelsLast) {
        this.network = network;
        this.mode = workload.mode();
        int size = workload.batch();
        for (int i = 0; i < images.batches(size); i++) {
            batches.add(new DataSet(
                    ImageArrays.features(images, i, size, channelsLast), ImageArrays.labels(images, i, size)));
        }
    }

    void step() {
        DataSet batch = batches.get(next++ % batches.size());
        if (mode == Mode.TRAIN) {
            network.fit(batch);
        } else {
            network.outputSingle(false, batch.getFeatures()).close();
        }
    }

    Prepared prepared(String description) {
        List<Long> shape = new ArrayList<>();
        try (INDArray output = network.outputSingle(false, batches.get(0).getFeatures())) {
            for (long size : output.shape()) {
                shape.add(size);
            }
        }
        return new Prepared(network.numParams(), shape, description);
    }
}
