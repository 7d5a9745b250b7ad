package org.quantzoo.benchmarks.engines;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

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
        int height = images.shape().height();
        int width = images.shape().width();
        int channels = images.shape().channels();
        for (int i = 0; i < images.batches(size); i++) {
            INDArray features = channelsLast
                    ? Nd4j.createFromArray(images.channelsLast(i, size)).reshape(size, height, width, channels)
                    : Nd4j.createFromArray(images.channelsFirst(i, size)).reshape(size, channels, height, width);
            batches.add(new DataSet(
                    features, Nd4j.createFromArray(images.oneHot(i, size)).reshape(size, images.classes())));
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
