package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.images.EmbeddedImages;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.zoo.models.NetworkCost;
import org.quantzoo.zoo.pretrained.CheckpointFile;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Accuracy;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.BatchRecord;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Evaluation;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.FirstSteps;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Preprocessing;
import org.quantzoo.zoo.pretrained.ParameterHash;

/** The metadata of a checkpoint: what its run has recorded, and what is measured on the network as a reader of the file gets it. */
final class MeasuredMetadata {
    private static final String LICENCE = "Apache-2.0";

    private final RunStore store;
    private final ImageDataset images;
    private final RunRecord record;
    private final Experiment experiment;

    /**
     * Prepares to measure.
     *
     * @param store with the run, and with the float run that it began with where it was quantization-aware
     * @param images the data set of the run, with all its test images
     * @param experiment that of the record
     */
    MeasuredMetadata(RunStore store, ImageDataset images, RunRecord record, Experiment experiment) {
        this.store = store;
        this.images = images;
        this.record = record;
        this.experiment = experiment;
    }

    /**
     * Reads the file back and measures its network.
     *
     * @param trained the network of the run
     * @param content of the file
     * @param version of the checkpoint
     * @throws IOException if the file cannot be read back
     */
    CheckpointMetadata of(Publication publication, ComputationGraph trained, byte[] content, int version)
            throws IOException {
        ComputationGraph published =
                CheckpointFile.decode(content, "Checkpoint " + publication.id()).network();
        ImageShape shape = images.shape();
        ImageDataset embedded = EmbeddedImages.dataset();
        List<BatchRecord> batches = new ArrayList<>();
        batches.add(batches(images.name() + " test", published, images));
        batches.add(batches("embedded test", published, embedded));
        return new CheckpointMetadata(
                CheckpointMetadata.SCHEMA,
                publication.id(),
                version,
                record.scale().id(),
                publication.network(),
                Networks.of(record.network(), record.recipe(), shape, images.classes(), record.seed())
                        .arguments(),
                images.name(),
                images.provenance().sha256(),
                new Preprocessing(
                        shape.height(),
                        shape.width(),
                        images.standardization().mean(),
                        images.standardization().standardDeviation()),
                images.train().classNames(),
                publication.precision(),
                publication.weightStorage(),
                Json.tree(record).get("recipe"),
                List.of(record.seed()),
                record.provenance().commit(),
                record.provenance().kernelsDescription(),
                published.numParams(),
                content.length,
                Sha256.of(content),
                ParameterHash.of(published.params()),
                evaluation(accuracy(published, batches.get(0)), draws(publication, trained)),
                NetworkCost.of(
                                published.getConfiguration(),
                                InputType.convolutional(
                                        shape.height(), shape.width(), shape.channels(), CNN2DFormat.NHWC))
                        .convolutionMacs(),
                batches,
                LICENCE,
                publication.commands(),
                record.parameterHashAfterSteps() == null
                        ? null
                        : new FirstSteps(
                                record.parameterHashAfterSteps().steps(),
                                record.parameterHashAfterSteps().paramsHash()));
    }

    /** Those of the run, unless the checkpoint has ranges of its own. */
    private List<CalibratedResult> draws(Publication publication, ComputationGraph trained) {
        if (publication.clippedPercent() == null) {
            return record.calibrations();
        }
        Predictions reference = Predictions.of(trained, experiment.test(), images.standardization());
        return publication
                .calibration(experiment)
                .evaluate(trained, reference, experiment.recipe().calibration().draws());
    }

    /** On the test images of the run, of which the batches are all unless its recipe takes fewer. */
    private double accuracy(ComputationGraph published, BatchRecord onAll) {
        LabeledImages test = experiment.test();
        return test.size() == images.test().size()
                ? 100.0 * onAll.correct().stream().mapToInt(Integer::intValue).sum() / test.size()
                : Predictions.of(published, test, images.standardization()).accuracy();
    }

    private Evaluation evaluation(double stored, List<CalibratedResult> draws) {
        if (record.recipe().quantizationAware().isEmpty()) {
            return evaluation(record.fp32Accuracy(), stored, draws, null);
        }
        RunRecord start = FineTuning.start(
                store, experiment.cell(), record.recipe().quantizationAware().get());
        return evaluation(
                start.fp32Accuracy(), stored, start.calibrations(), new Accuracy(record.fp32Accuracy(), 0, 1));
    }

    private Evaluation evaluation(double fp32Accuracy, double stored, List<CalibratedResult> draws, Accuracy w4a4) {
        SummaryStatistics quint8 = new SummaryStatistics();
        SummaryStatistics qmse = new SummaryStatistics();
        SummaryStatistics qce = new SummaryStatistics();
        for (CalibratedResult draw : draws) {
            quint8.addValue(draw.quint8Accuracy());
            qmse.addValue(draw.qmse());
            qce.addValue(draw.qce());
        }
        return new Evaluation(
                record.testImages(),
                fp32Accuracy,
                stored,
                new Accuracy(quint8.getMean(), quint8.getStandardDeviation(), (int) quint8.getN()),
                w4a4,
                qmse.getMean(),
                qce.getMean());
    }

    /**
     * The correct answers of a network, batch by batch, on all test images.
     *
     * @param name of the images
     */
    static BatchRecord batches(String name, ComputationGraph network, ImageDataset dataset) {
        Predictions predictions = Predictions.of(network, dataset.test(), dataset.standardization());
        return new BatchRecord(
                name, Predictions.BATCH, Experiment.kernels().description(), predictions.correctByBatch());
    }
}
