package org.quantzoo.benchmarks.engines;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.zoo.integer.IntegerNetwork;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.onednn.IntegerProgram;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;

/** The zoo's quantized networks in integer arithmetic. */
public final class IntegerEngine implements Engine {
    private final List<INDArray> batches = new ArrayList<>();
    private IntegerNetwork network;
    private INDArray output;
    private int next;

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        KernelSelector.use(new KernelSettings("auto", KernelSettings.Precision.FLOAT32, workload.threads()));
        QuantizedNetwork quantized =
                QuantizedModel.of(BenchmarkNetwork.named(workload.network().name()), images);
        int size = workload.batch();
        int height = images.shape().height();
        int width = images.shape().width();
        int channels = images.shape().channels();
        network = IntegerNetwork.compile(quantized, size, height, width, channels);
        output = Nd4j.create(DataType.FLOAT, size, images.classes());
        for (int i = 0; i < images.batches(size); i++) {
            batches.add(ImageArrays.features(images, i, size, true));
        }
        step();
        String implementations = network.primitives().stream()
                .filter(primitive -> primitive.arithmetic() == IntegerProgram.Arithmetic.INTEGER)
                .map(IntegerProgram.Primitive::implementation)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new Prepared(
                quantized.network().numParams(), List.of((long) size, output.size(1)), "oneDNN: " + implementations);
    }

    @Override
    public void step() {
        network.output(batches.get(next++ % batches.size()), output);
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
    }
}
