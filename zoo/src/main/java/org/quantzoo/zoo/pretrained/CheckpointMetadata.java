package org.quantzoo.zoo.pretrained;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is known of a published checkpoint; one JSON object beside each file.
 *
 * <p>Every field is present; null stands for what was not measured. Accuracies are percentages.
 *
 * @param schema the version of this schema, 3
 * @param id names the checkpoint, its files and its artifact {@code org.quantzoo:checkpoint-<id>}
 * @param version of the file; counts up when a checkpoint is published with other bytes
 * @param scale {@code zoo} for a training by the zoo's own recipe, {@code paper} for one by the papers'; {@code quick} for a short
 *     one of a narrow network, whose accuracy says nothing about the network
 * @param network the network's name, for example {@code Regular_Conv_With_BN}
 * @param arguments that rebuild the network with its builder, see {@code BlockNetwork.arguments()}
 * @param dataset the training data, for example {@code CIFAR-10}
 * @param datasetSha256 of its files
 * @param preprocessing how pixels become inputs
 * @param classes the names of the outputs, in order
 * @param precision of the stored network
 * @param weightStorage of the file's real weights, to which they are rounded; null where weights are integer levels
 * @param recipe how it was trained
 * @param seeds of the training runs behind it
 * @param commit of this project at the time of training
 * @param kernels that trained it, with their precision
 * @param parameters number of stored parameters, after folding where the network is quantized
 * @param bytes length of the file
 * @param sha256 of the file
 * @param paramsHash SHA-256 over the parameters as little-endian float32
 * @param evaluation on test images
 * @param convolutionMacs multiply-accumulates of the convolutions for one image
 * @param batches the numbers of correct answers that an evaluation gives again
 * @param licence of the weights, as an SPDX identifier
 * @param commands that train and package it again
 * @param parameterHashAfterSteps what the first training steps give again with the same kernels, or null where it was not taken
 */
public record CheckpointMetadata(
        int schema,
        String id,
        int version,
        String scale,
        String network,
        SortedMap<String, String> arguments,
        String dataset,
        String datasetSha256,
        Preprocessing preprocessing,
        List<String> classes,
        Precision precision,
        FloatStorage weightStorage,
        JsonNode recipe,
        List<Long> seeds,
        String commit,
        String kernels,
        long parameters,
        long bytes,
        String sha256,
        String paramsHash,
        Evaluation evaluation,
        long convolutionMacs,
        List<BatchRecord> batches,
        String licence,
        List<String> commands,
        FirstSteps parameterHashAfterSteps) {
    /** The version of this schema. */
    public static final int SCHEMA = 3;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public CheckpointMetadata {
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
        classes = List.copyOf(classes);
        seeds = List.copyOf(seeds);
        batches = List.copyOf(batches);
        commands = List.copyOf(commands);
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "A checkpoint's id is lower-case words joined by hyphens, found \"" + id + "\".");
        }
    }

    /**
     * How pixels become a network's inputs: {@code (value / 255 - mean) / standardDeviation} in R, G, B order, NHWC.
     *
     * @param height of the image
     * @param width of the image
     * @param mean one a channel
     * @param standardDeviation one a channel
     */
    public record Preprocessing(int height, int width, List<Double> mean, List<Double> standardDeviation) {
        public Preprocessing {
            mean = List.copyOf(mean);
            standardDeviation = List.copyOf(standardDeviation);
        }

        /**
         * One image as a batch for a network of three channels: cropped about its centre to the wanted aspect ratio, resized
         * bilinearly, standardised.
         *
         * @return {@code [1, height, width, 3]}, float
         */
        public INDArray input(BufferedImage image) {
            double scale = Math.max((double) width / image.getWidth(), (double) height / image.getHeight());
            AffineTransform placement = new AffineTransform();
            placement.translate((width - scale * image.getWidth()) / 2, (height - scale * image.getHeight()) / 2);
            placement.scale(scale, scale);
            BufferedImage fitted = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = fitted.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, placement, null);
            graphics.dispose();
            float[] values = new float[height * width * 3];
            for (int i = 0; i < values.length; i++) {
                int pixel = fitted.getRGB(i / 3 % width, i / 3 / width);
                int channel = i % 3;
                int value = pixel >> 16 - 8 * channel & 0xff;
                values[i] = (float) ((value / 255.0 - mean.get(channel)) / standardDeviation.get(channel));
            }
            return Nd4j.createFromArray(values).reshape('c', 1, height, width, 3);
        }
    }

    /**
     * Measurements on test images of the data set.
     *
     * @param testImages how many
     * @param fp32Accuracy of the float network of the run
     * @param storedAccuracy of the network of the file
     * @param quint8 after post-training quantization of the run's network to 8 bits, over calibration draws, or null; ranges by the
     *     rule of the file where it is quint8, else by the recipe's
     * @param w4a4 with 4-bit weights and activations, or null
     * @param qmse mean squared difference of quint8 and float probabilities, or null
     * @param qce cross-entropy between them, or null
     */
    public record Evaluation(
            int testImages,
            double fp32Accuracy,
            double storedAccuracy,
            Accuracy quint8,
            Accuracy w4a4,
            Double qmse,
            Double qce) {}

    /**
     * An accuracy over calibration draws.
     *
     * @param standardDeviation of the sample; 0 for one draw
     * @param draws how many
     */
    public record Accuracy(double mean, double standardDeviation, int draws) {}

    /**
     * Correct answers batch by batch, in the order of the images.
     *
     * @param images which: {@code CIFAR-10 test} or {@code embedded test}
     * @param batchSize images a batch
     * @param kernels that computed it; others may differ by an answer or two
     * @param correct one number a batch
     */
    public record BatchRecord(String images, int batchSize, String kernels, List<Integer> correct) {
        public BatchRecord {
            correct = List.copyOf(correct);
        }
    }

    /**
     * The parameters after the first steps of training.
     *
     * @param steps how many
     * @param paramsHash SHA-256 over the parameters as little-endian float32
     */
    public record FirstSteps(int steps, String paramsHash) {}

    /** This metadata as JSON. */
    public String toJson() {
        try {
            return MAPPER.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Metadata can always be written.", e);
        }
    }

    /**
     * Reads metadata.
     *
     * @param source what it is, at the start of an error message
     * @throws IOException if it is of another schema, or a field is missing, unknown or of another type
     */
    public static CheckpointMetadata parse(String json, String source) throws IOException {
        try {
            JsonNode tree = MAPPER.readTree(json);
            // First: in another schema any field may be missing or mean something else.
            if (tree.path("schema").isInt() && tree.path("schema").asInt() != SCHEMA) {
                throw new IOException(source + " has metadata of schema "
                        + tree.path("schema").asInt() + "; this version of quantzoo-zoo reads " + SCHEMA
                        + ", so take the checkpoint in the same version as the zoo.");
            }
            return MAPPER.treeToValue(tree, CheckpointMetadata.class);
        } catch (JsonProcessingException | NullPointerException e) {
            String reason = e instanceof JsonProcessingException parse ? parse.getOriginalMessage() : "a list is null";
            throw new IOException(source + " is no metadata of a checkpoint: " + reason + ".", e);
        }
    }
}
