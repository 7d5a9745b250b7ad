package org.quantzoo.zoo.ghn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.ArchitectureJson;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.architectures.NodeOperation;
import org.quantzoo.datasets.architectures.ReferenceNetworks;
import org.quantzoo.datasets.architectures.TensorShape;

/** Networks with published values of an independent implementation in double precision. */
final class ConformanceNetworks {

    private ConformanceNetworks() {}

    static NetworkGraph named(String name) {
        return switch (name) {
            case "ResNet-18" -> ReferenceNetworks.resNet18(10);
            case "ResNet-50" -> ReferenceNetworks.resNet50(10);
            case "MobileNetV2" -> ReferenceNetworks.mobileNetV2(10);
            case "DARTS-8" -> NetworkGraph.of(ReferenceNetworks.darts(32, 8), 10);
            default -> NetworkGraph.of(architecture(name), 10);
        };
    }

    /** N1, N2 or N3. */
    static Architecture architecture(String name) {
        try (InputStream file = ConformanceNetworks.class.getResourceAsStream(name + ".json")) {
            return ArchitectureJson.read(file.readAllBytes(), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A small network with every kind of head: twelve nodes, 5,098 parameters. */
    static NetworkGraph toy() {
        NetworkGraph.Builder toy = new NetworkGraph.Builder();
        toy.add("input", NodeOperation.INPUT, TensorShape.NONE);
        toy.add("n1", NodeOperation.CONVOLUTION, TensorShape.of(16, 3, 3, 3), 0);
        toy.add("n2", NodeOperation.BATCH_NORM, TensorShape.of(16), 1);
        toy.add("n3", NodeOperation.MAX_POOL, TensorShape.of(1, 1, 3, 3), 2);
        toy.add("n4", NodeOperation.GROUPED_CONVOLUTION, TensorShape.of(16, 1, 5, 5), 3);
        toy.add("n5", NodeOperation.CONVOLUTION, TensorShape.of(96, 16, 1, 1), 3);
        toy.add("n6", NodeOperation.CONVOLUTION, TensorShape.of(96, 16, 1, 1), 4);
        toy.add("n7", NodeOperation.BATCH_NORM, TensorShape.of(96), 6);
        toy.add("n8", NodeOperation.SUM, TensorShape.NONE, 5, 7);
        toy.add("n9", NodeOperation.GLOBAL_AVERAGE_POOL, TensorShape.NONE, 8);
        toy.add("n10", NodeOperation.CONVOLUTION, TensorShape.of(10, 96), 9);
        toy.add("n11", NodeOperation.BIAS, TensorShape.of(10), 10);
        return toy.build();
    }
}
