package org.quantzoo.benchmarks.engines;

import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;

/** A network in quint8 that every integer engine runs, the same in every process. */
public final class QuantizedModel {
    private static final int CALIBRATION_IMAGES = 64;

    private QuantizedModel() {}

    /**
     * Quantizes a network with ranges from sample images.
     *
     * <p>Its weights are drawn from a normal distribution: as in trained networks, the extremes of a tensor then differ in size. With
     * the initialisers' uniform weights the zero point can be 128 exactly, which spares integer convolutions a correction.
     */
    public static QuantizedNetwork of(BenchmarkNetwork description, SampleImages images) {
        ComputationGraph network = description.model().init();
        network.paramTable().forEach((name, values) -> {
            if (name.endsWith("_W")) {
                double deviation = values.stdNumber().doubleValue();
                SplittableRandom random = new SplittableRandom(name.hashCode());
                float[] normal = new float[Math.toIntExact(values.length())];
                for (int i = 0; i < normal.length; i++) {
                    normal[i] = (float) (deviation * random.nextGaussian());
                }
                values.assign(Nd4j.createFromArray(normal).reshape('c', values.shape()));
            }
        });
        INDArray calibration = ImageArrays.features(images, 0, CALIBRATION_IMAGES, true);
        return new PostTrainingQuantizer(QuantizationScheme.quint8()).quantize(network, List.of(calibration));
    }
}
