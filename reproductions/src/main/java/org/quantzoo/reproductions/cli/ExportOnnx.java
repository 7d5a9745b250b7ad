package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.zoo.onnx.OnnxExporter;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.pretrained.SavedNetworks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export-onnx",
        description = "Writes a saved network as an ONNX model with NCHW input, in float or quantized to 8 bits (QDQ).")
final class ExportOnnx implements Callable<Integer> {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,5})x(\\d{1,5})x(\\d{1,5})");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL.zip", description = "A network saved by a run or with DL4J's ModelSerializer.")
    private Path model;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The ONNX file to write.")
    private Path out;

    @Option(
            names = "--image",
            defaultValue = "3x32x32",
            paramLabel = "CxHxW",
            description = "Channels, height and width of one image; default 3x32x32.")
    private String image;

    @Option(
            names = "--quint8",
            description = "Quantize weights and activations to 8 bits, calibrated on training images.")
    private boolean quint8;

    @Option(
            names = "--dataset",
            defaultValue = "auto",
            description = "Where calibration images come from: auto (default), cifar10, cifar100 or embedded.")
    private String dataset;

    @Option(
            names = "--calibration-images",
            defaultValue = "1024",
            paramLabel = "N",
            description = "Number of training images to calibrate on; default 1024, as in the papers.")
    private int calibrationImages;

    @Option(names = "--seed", defaultValue = "1", description = "Decides which training images; default 1.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        Matcher shape = SHAPE.matcher(image);
        if (!shape.matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--image expects channels x height x width such as 3x32x32, found " + image + ".");
        }
        int channels = Integer.parseInt(shape.group(1));
        int height = Integer.parseInt(shape.group(2));
        int width = Integer.parseInt(shape.group(3));
        OnnxExporter exporter = OnnxExporter.forImages(channels, height, width);
        ComputationGraph network = SavedNetworks.restore(model);
        if (quint8) {
            List<INDArray> calibration = calibration(new ImageShape(height, width, channels));
            exporter.write(new PostTrainingQuantizer(QuantizationScheme.quint8()).quantize(network, calibration), out);
        } else {
            exporter.write(network, out);
        }
        PrintWriter print = spec.commandLine().getOut();
        print.println("ONNX model (opset " + OnnxExporter.OPSET + ", " + (quint8 ? "quint8" : "float32") + ", "
                + Files.size(out) + " bytes): " + out.toAbsolutePath());
        return 0;
    }

    /** Training images without augmentation, standardised as for training. */
    private List<INDArray> calibration(ImageShape shape) {
        ImageDataset images = ImageDatasets.resolve(dataset);
        images.provenance().notes().forEach(note -> spec.commandLine().getOut().println("Notice: " + note));
        if (!images.shape().equals(shape)) {
            throw new IllegalArgumentException("The images of " + images.name() + " are " + images.shape()
                    + " (height x width x channels), found a network for " + shape + "; choose another --dataset.");
        }
        int count = Math.min(calibrationImages, images.train().size());
        List<INDArray> features = new ArrayList<>();
        try (ImageBatches batches = ImageBatches.of(images.train().sample(count, seed))
                .standardization(images.standardization())
                .build()) {
            while (batches.hasNext()) {
                features.add(batches.next().getFeatures());
            }
        }
        return features;
    }
}
