package org.quantzoo.zoo.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;

/**
 * A checkpoint on the class path.
 *
 * @param metadata what is known of it
 * @param file where its network is
 */
public record Checkpoint(CheckpointMetadata metadata, URL file) {

    /**
     * The network, which computes as {@link CheckpointMetadata#precision()} says: a quantized one simulates its integers.
     *
     * @throws IOException if the file cannot be read or is not the one that the metadata describes
     */
    public ComputationGraph load() throws IOException {
        return loadQuantized().network();
    }

    /**
     * The network with the quantizers of its weights and activations; a float network has none.
     *
     * @throws IOException if the file cannot be read or is not the one that the metadata describes
     */
    public QuantizedNetwork loadQuantized() throws IOException {
        URLConnection connection = file.openConnection();
        // A cached connection would keep the jar open after reading.
        connection.setUseCaches(false);
        byte[] content;
        try (InputStream in = connection.getInputStream()) {
            // One byte more than expected shows a longer file, however long it is.
            content = in.readNBytes((int) Math.min(metadata.bytes() + 1, Integer.MAX_VALUE - 8));
        }
        return CheckpointFile.decode(content, "Checkpoint " + metadata.id(), metadata.bytes(), metadata.sha256());
    }

    @Override
    public String toString() {
        return metadata.id();
    }
}
