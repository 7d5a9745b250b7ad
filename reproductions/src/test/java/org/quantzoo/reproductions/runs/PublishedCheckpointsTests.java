package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quantzoo.datasets.images.EmbeddedImages;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.datasets.store.DataDirectory;
import org.quantzoo.zoo.integer.IntegerNetwork;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.models.HeadPooling;
import org.quantzoo.zoo.models.NetworkCost;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;
import org.quantzoo.zoo.onnx.OnnxExporter;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.pretrained.Checkpoint;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Accuracy;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.BatchRecord;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.FirstSteps;
import org.quantzoo.zoo.pretrained.CheckpointTable;
import org.quantzoo.zoo.pretrained.Checkpoints;
import org.quantzoo.zoo.pretrained.FloatStorage;
import org.quantzoo.zoo.pretrained.ParameterHash;
import org.quantzoo.zoo.pretrained.Precision;

/** What the metadata of every published checkpoint says, recomputed from its file. */
class PublishedCheckpointsTests {
    private static KernelSelector.Override float32;
    private static ImageDataset cifar10;

    @BeforeAll
    static void useFloat32() {
        KernelSettings current = KernelSelector.settings();
        float32 = KernelSelector.use(
                new KernelSettings(current.kernels(), KernelSettings.Precision.FLOAT32, current.threads()));
    }

    @AfterAll
    static void restoreKernelsAndDropTheImages() {
        float32.close();
        cifar10 = null;
    }

    static List<Checkpoint> checkpoints() {
        List<Checkpoint> all = Checkpoints.onClassPath().all();
        assertThat(all).isNotEmpty();
        return all;
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void theFileIsTheOneTheMetadataDescribes(Checkpoint checkpoint) throws IOException {
        CheckpointMetadata metadata = checkpoint.metadata();
        QuantizedNetwork loaded = checkpoint.loadQuantized(); // compares length and SHA-256
        ComputationGraph network = loaded.network();
        assertThat(network.numParams()).isEqualTo(metadata.parameters());
        assertThat(ParameterHash.of(network.params())).isEqualTo(metadata.paramsHash());
        int height = metadata.preprocessing().height();
        int width = metadata.preprocessing().width();
        int channels = metadata.preprocessing().mean().size();
        assertThat(metadata.arguments())
                .containsEntry("inputShape", channels + "x" + height + "x" + width)
                .containsEntry("classes", Integer.toString(metadata.classes().size()));
        assertThat(NetworkCost.of(
                                network.getConfiguration(),
                                InputType.convolutional(height, width, channels, CNN2DFormat.NHWC))
                        .convolutionMacs())
                .isEqualTo(metadata.convolutionMacs());
        Dense logits = (Dense) network.getLayer("logits").conf().getLayer();
        assertThat(logits.getNOut()).isEqualTo(metadata.classes().size());
        int bits = metadata.precision() == Precision.W4A4 ? 4 : 8;
        assertThat(loaded.weights().isEmpty()).isEqualTo(metadata.precision() == Precision.FLOAT32);
        assertThat(loaded.weights().values()).allMatch(quantizer -> quantizer.bits() == bits);
        loaded.activations().forEach((name, quantizer) -> assertThat(quantizer.bits())
                .as(name)
                // Images have 8 bits, whatever the network makes of them.
                .isEqualTo(name.equals("input") ? 8 : bits));
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void theEmbeddedImagesGetTheRecordedAnswersBatchByBatch(Checkpoint checkpoint) throws IOException {
        assertReproduces(checkpoint, "embedded test", EmbeddedImages.dataset());
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void theTestImagesGetTheRecordedAnswersBatchByBatch(Checkpoint checkpoint) throws IOException {
        ImageDataset images = cifar10();
        assertThat(images.provenance().sha256()).isEqualTo(checkpoint.metadata().datasetSha256());
        assertReproduces(checkpoint, images.name() + " test", images);
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void aTestImageReadAsAPictureIsTheInputThatItIsInTheTestSet(Checkpoint checkpoint) {
        ImageDataset images = cifar10();
        LabeledImages first = images.test().first(10);
        try (ImageBatches batches = Predictions.batches(first, images.standardization())) {
            INDArray expected = batches.next().getFeatures();
            for (int i = 0; i < first.size(); i++) {
                INDArray input = checkpoint.metadata().preprocessing().input(picture(first, i));
                // Both are rounded to float once.
                assertThat(input.get(NDArrayIndex.point(0)).equalsWithEps(expected.get(NDArrayIndex.point(i)), 1e-6))
                        .as("image %d", i)
                        .isTrue();
            }
        }
    }

    private static BufferedImage picture(LabeledImages images, int index) {
        BufferedImage picture =
                new BufferedImage(images.shape().width(), images.shape().height(), BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < picture.getHeight(); row++) {
            for (int column = 0; column < picture.getWidth(); column++) {
                int rgb = 0;
                for (int channel = 0; channel < 3; channel++) {
                    rgb = rgb << 8 | images.value(index, row, column, channel);
                }
                picture.setRGB(column, row, rgb);
            }
        }
        return picture;
    }

    /** A judge from outside: 2,000 images, to keep the test short; before probabilities are rounded to 8 bits, where two may tie. */
    @ParameterizedTest
    @MethodSource("checkpoints")
    void onnxRuntimeGivesAtLeast995OfAThousandTestImagesTheSameClass(Checkpoint checkpoint) throws Exception {
        ImageDataset images = cifar10();
        QuantizedNetwork loaded = checkpoint.loadQuantized();
        OnnxExporter exporter = OnnxExporter.forImages(3, 32, 32);
        byte[] model = loaded.weights().isEmpty() ? exporter.export(loaded.network()) : exporter.export(loaded);
        OrtEnvironment runtime = OrtEnvironment.getEnvironment();
        int agreeing = 0;
        try (OrtSession session = runtime.createSession(model);
                ImageBatches batches = fewAtATime(images, 2_000)) {
            while (batches.hasNext()) {
                INDArray nhwc = batches.next().getFeatures();
                int[] ours = logits(loaded.network(), nhwc).argMax(1).toIntVector();
                int[] other = logits(session, nhwc).argMax(1).toIntVector();
                agreeing += (int) IntStream.range(0, ours.length)
                        .filter(i -> ours[i] == other[i])
                        .count();
            }
        }
        assertThat(agreeing).isGreaterThanOrEqualTo(1_990);
    }

    static Stream<Checkpoint> floatCheckpoints() {
        return checkpoints().stream().filter(checkpoint -> checkpoint.metadata().precision() == Precision.FLOAT32);
    }

    @ParameterizedTest
    @MethodSource("floatCheckpoints")
    void onnxRuntimeGivesTheLogitsOfAFloatNetwork(Checkpoint checkpoint) throws Exception {
        ImageDataset images = cifar10();
        ComputationGraph network = checkpoint.load();
        byte[] model = OnnxExporter.forImages(3, 32, 32).export(network);
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model);
                ImageBatches batches = fewAtATime(images, 1_000)) {
            while (batches.hasNext()) {
                INDArray nhwc = batches.next().getFeatures();
                INDArray difference = logits(network, nhwc).sub(logits(session, nhwc));
                // Sums of float32 products in another order; logits are of magnitude 10.
                assertThat(difference.amaxNumber().doubleValue()).isLessThan(1e-4);
            }
        }
    }

    @Test
    void initPretrainedOfDl4jGivesThePublishedFloatNetwork() throws IOException {
        SimpleBlockCnn model = SimpleBlockCnn.builder()
                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                .headPooling(HeadPooling.AVERAGE)
                .build();
        ComputationGraph network = model.initPretrained(PretrainedType.CIFAR10);
        Checkpoint published = Checkpoints.find("DWS_Conv_With_BN", "CIFAR-10", Precision.FLOAT32);
        assertThat(ParameterHash.of(network.params()))
                .isEqualTo(published.metadata().paramsHash());
    }

    /** Of 250 images at once, the activations of all layers are gigabytes. */
    private static ImageBatches fewAtATime(ImageDataset images, int count) {
        return ImageBatches.of(images.test().first(count))
                .standardization(images.standardization())
                .batchSize(50)
                .build();
    }

    /** Real numbers also where a network's output is on a grid of probabilities. */
    private static INDArray logits(ComputationGraph network, INDArray nhwc) {
        return network.feedForward(nhwc, false).get("logits");
    }

    private static INDArray logits(OrtSession session, INDArray nhwc) throws OrtException {
        INDArray nchw = nhwc.permute(0, 3, 1, 2).dup('c');
        FloatBuffer values = FloatBuffer.wrap(nchw.data().asFloat());
        try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, nchw.shape());
                OrtSession.Result result = session.run(Map.of("input", input))) {
            return Nd4j.createFromArray(
                    (float[][]) result.get("logits").orElseThrow().getValue());
        }
    }

    static Stream<Checkpoint> quantizedCheckpoints() {
        return checkpoints().stream().filter(checkpoint -> checkpoint.metadata().precision() != Precision.FLOAT32);
    }

    @ParameterizedTest
    @MethodSource("quantizedCheckpoints")
    void integersGiveAtLeast995OfAThousandTestImagesTheSameClass(Checkpoint checkpoint) throws Exception {
        assumeTrue(IntegerNetwork.unavailable().isEmpty(), () -> IntegerNetwork.unavailable()
                .orElseThrow());
        assertThat(IntegerAgreement.of(checkpoint, cifar10(), 2_000).same()).isGreaterThanOrEqualTo(1_990);
    }

    /** Read once: reading it compares the hashes of 180 MB, and every checkpoint is tested with it five times. */
    private static ImageDataset cifar10() {
        Path folder = DataDirectory.fromSettings().path().resolve("cifar-10-batches-bin");
        assumeTrue(Files.isDirectory(folder), () -> "skipped: CIFAR-10 is not in " + folder);
        if (cifar10 == null) {
            cifar10 = ImageDatasets.cifar10(folder);
        }
        return cifar10;
    }

    private static void assertReproduces(Checkpoint checkpoint, String name, ImageDataset images) throws IOException {
        BatchRecord recorded = checkpoint.metadata().batches().stream()
                .filter(record -> record.images().equals(name))
                .findFirst()
                .orElseThrow();
        BatchRecord measured = MeasuredMetadata.batches(name, checkpoint.load(), images);
        assertThat(measured.batchSize()).isEqualTo(recorded.batchSize());
        assertThat(measured.correct()).hasSameSizeAs(recorded.correct());
        // The number of threads decides no sum's order.
        boolean same = withoutThreads(measured.kernels()).equals(withoutThreads(recorded.kernels()));
        for (int batch = 0; batch < recorded.correct().size(); batch++) {
            // Other kernels sum in another order, which may turn an answer that two classes tie for.
            assertThat(Math.abs(
                            measured.correct().get(batch) - recorded.correct().get(batch)))
                    .as("batch %d with %s, recorded with %s", batch, measured.kernels(), recorded.kernels())
                    .isLessThanOrEqualTo(same ? 0 : 2);
        }
    }

    private static String withoutThreads(String kernels) {
        return kernels.replaceFirst(", \\d+ threads", "");
    }

    /** Calibration draws would take minutes to recompute; their record is in the repository. */
    @ParameterizedTest
    @MethodSource("checkpoints")
    void itsAccuraciesAreThoseOfTheCommittedRecord(Checkpoint checkpoint) throws IOException {
        CheckpointMetadata metadata = checkpoint.metadata();
        RunRecord record = record(metadata);
        boolean fineTuned = metadata.precision() == Precision.W4A4;
        RunRecord start = fineTuned
                ? records()
                        .filter(run -> run.paramsHash()
                                .equals(record.recipe()
                                        .quantizationAware()
                                        .orElseThrow()
                                        .start()))
                        .findFirst()
                        .orElseThrow()
                : record;

        assertThat(metadata.evaluation().testImages()).isEqualTo(record.testImages());
        assertThat(metadata.evaluation().fp32Accuracy()).isEqualTo(start.fp32Accuracy());
        boolean floats = metadata.precision() == Precision.FLOAT32;
        assertThat(metadata.weightStorage()).isEqualTo(floats ? FloatStorage.BFLOAT16 : null);
        assertThat(metadata.evaluation().storedAccuracy()).isEqualTo(accuracyOfBatches(metadata));
        assertThat(metadata.evaluation().quint8().draws())
                .isEqualTo(start.calibrations().size());
        Accuracy quint8 = metadata.evaluation().quint8();
        if (metadata.commands().stream().noneMatch(command -> command.contains(" --clip "))) {
            assertThat(quint8.mean()).isCloseTo(start.quint8Accuracy(), within(1e-9));
        } else {
            // The file is one of the draws, and no value lies farther from the mean of n (Samuelson's inequality).
            double farthest = quint8.standardDeviation() * (quint8.draws() - 1) / Math.sqrt(quint8.draws());
            assertThat(accuracyOfBatches(metadata)).isCloseTo(quint8.mean(), within(farthest + 1e-9));
        }
        if (fineTuned) {
            assertThat(metadata.evaluation().w4a4().mean()).isEqualTo(record.fp32Accuracy());
        }
        assertThat(metadata.commit()).isEqualTo(record.provenance().commit());
        assertThat(metadata.kernels()).isEqualTo(record.provenance().kernelsDescription());
        StepHash afterSteps = record.parameterHashAfterSteps();
        assertThat(metadata.parameterHashAfterSteps())
                .isEqualTo(afterSteps == null ? null : new FirstSteps(afterSteps.steps(), afterSteps.paramsHash()));
    }

    /** For runs that are tested on all images. */
    private static Double accuracyOfBatches(CheckpointMetadata metadata) {
        BatchRecord answers = metadata.batches().get(0);
        assertThat(answers.images()).isEqualTo(metadata.dataset() + " test");
        int correct = answers.correct().stream().mapToInt(Integer::intValue).sum();
        return 100.0 * correct / metadata.evaluation().testImages();
    }

    private static Stream<RunRecord> records() {
        return CommittedRuns.STORE.records().stream();
    }

    private static RunRecord record(CheckpointMetadata metadata) throws IOException {
        Recipe recipe = Json.mapper().treeToValue(metadata.recipe(), Recipe.class);
        String training = metadata.commands().stream()
                .filter(command -> command.startsWith("reproduce run "))
                .reduce((first, last) -> last)
                .orElseThrow();
        return records()
                .filter(run -> run.cell().equals(training.split(" ")[2]))
                .filter(run -> run.completed()
                        && run.recipe().equals(recipe)
                        && metadata.seeds().equals(List.of(run.seed())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theReadmeShowsTheTableOfTheirMetadata() throws IOException {
        assertThat(Files.readString(Path.of("../README.md"))).contains(CheckpointTable.of(checkpoints()));
    }
}
