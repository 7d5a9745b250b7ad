package org.quantzoo.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

@Timeout(60)
class ImageBatchesTests {

    private static final ImageDataset DATASET = EmbeddedImages.dataset(50, 10, 1);

    private static ImageBatches.Builder batches() {
        return ImageBatches.of(DATASET.train())
                .standardization(DATASET.standardization())
                .batchSize(16)
                .seed(3);
    }

    private static List<DataSet> read(ImageBatches batches) {
        List<DataSet> all = new ArrayList<>();
        while (batches.hasNext()) {
            all.add(batches.next());
        }
        return all;
    }

    private static List<DataSet> epoch(ImageBatches.Builder builder, int epoch) {
        try (ImageBatches batches = builder.build()) {
            batches.setEpoch(epoch);
            return read(batches);
        }
    }

    private static INDArray features(List<DataSet> batches) {
        return Nd4j.concat(0, batches.stream().map(DataSet::getFeatures).toArray(INDArray[]::new));
    }

    @Test
    void featuresAreStandardisedNhwcFloatsAndLabelsAreOneHot() {
        DataSet first = epoch(batches(), 0).get(0);
        assertThat(first.getFeatures().shape()).containsExactly(16, 32, 32, 3);
        assertThat(first.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(first.getLabels().shape()).containsExactly(16, 10);
        assertThat(first.getLabels().dataType()).isEqualTo(DataType.FLOAT);
        for (int i = 0; i < 16; i++) {
            assertThat(first.getLabels().getFloat(i, DATASET.train().label(i))).isEqualTo(1);
        }
        assertThat(first.getLabels().sumNumber().doubleValue()).isEqualTo(16);
        double expected = DATASET.standardization().apply(DATASET.train().value(5, 20, 7, 2), 2);
        // features are float32 of magnitude about 1
        assertThat(first.getFeatures().getDouble(5, 20, 7, 2)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void theLastShortBatchIsKeptOrDropped() {
        assertThat(epoch(batches(), 0)).extracting(DataSet::numExamples).containsExactly(16, 16, 16, 2);
        assertThat(epoch(batches().dropLast(true), 0))
                .extracting(DataSet::numExamples)
                .containsExactly(16, 16, 16);
        assertThat(batches().dropLast(true).build().batchesPerEpoch()).isEqualTo(3);
    }

    @Test
    void batchesMadeAheadAreBitIdenticalToThoseMadeOnDemand() {
        ImageBatches.Builder builder = batches().shuffle(true).augmentation(Augmentation.papers());
        INDArray onDemand = features(epoch(builder.prefetch(0), 2));
        assertThat(features(epoch(builder.prefetch(1), 2))).isEqualTo(onDemand);
        assertThat(features(epoch(builder.prefetch(9), 2))).isEqualTo(onDemand);
    }

    @Test
    void anEpochIsTheSameWhateverWasReadBefore() {
        ImageBatches.Builder builder = batches().shuffle(true).augmentation(Augmentation.padCropFlip());
        INDArray fresh = features(epoch(builder, 1));
        try (ImageBatches batches = builder.build()) {
            read(batches);
            batches.setEpoch(7);
            batches.next();
            batches.setEpoch(1);
            assertThat(features(read(batches))).isEqualTo(fresh);
            batches.reset();
            assertThat(features(read(batches))).isEqualTo(fresh);
        }
    }

    @Test
    void theAugmentationOfAnImageDoesNotDependOnItsBatch() {
        ImageBatches.Builder builder = batches().augmentation(Augmentation.papers());
        assertThat(features(epoch(builder.batchSize(50), 4))).isEqualTo(features(epoch(builder.batchSize(7), 4)));
    }

    @Test
    void seedsAndEpochsGiveOtherOrdersAndOtherAugmentations() {
        INDArray plain = features(epoch(batches(), 0));
        INDArray shuffled = features(epoch(batches().shuffle(true), 0));
        assertThat(shuffled).isNotEqualTo(plain);
        assertThat(features(epoch(batches().shuffle(true), 1))).isNotEqualTo(shuffled);
        assertThat(features(epoch(batches().shuffle(true).seed(4), 0))).isNotEqualTo(shuffled);
        INDArray augmented = features(epoch(batches().augmentation(Augmentation.papers()), 0));
        assertThat(features(epoch(batches().augmentation(Augmentation.papers()), 1)))
                .isNotEqualTo(augmented);
    }

    @Test
    void aShuffledEpochHoldsEveryImageOnce() {
        INDArray plain = features(epoch(batches(), 0));
        INDArray shuffled = features(epoch(batches().shuffle(true), 0));
        List<String> sorted = rows(plain);
        assertThat(rows(shuffled)).containsExactlyInAnyOrderElementsOf(sorted).isNotEqualTo(sorted);
    }

    private static List<String> rows(INDArray features) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < features.size(0); i++) {
            rows.add(features.slice(i).sumNumber() + " " + features.slice(i).getFloat(3, 4, 1));
        }
        return rows;
    }

    @Test
    void batchesShareNoMemory() {
        List<DataSet> all = epoch(batches(), 0);
        double before = all.get(1).getFeatures().sumNumber().doubleValue();
        all.get(0).getFeatures().assign(0);
        assertThat(all.get(1).getFeatures().sumNumber().doubleValue()).isEqualTo(before);
    }

    @Test
    void resetRepeatsTheEpochOrBeginsTheNextOne() {
        try (ImageBatches repeating = batches().build();
                ImageBatches advancing = batches().nextEpochOnReset(true).build()) {
            repeating.reset();
            advancing.reset();
            assertThat(repeating.epoch()).isEqualTo(0);
            assertThat(advancing.epoch()).isEqualTo(1);
        }
    }

    @Test
    void theEndOfAnEpochIsAnError() {
        try (ImageBatches batches = batches().build()) {
            read(batches);
            assertThatThrownBy(batches::next)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("Epoch 0 has no batch after number 4");
        }
    }

    @Test
    void aPreProcessorSeesEveryBatch() {
        try (ImageBatches batches = batches().build()) {
            batches.setPreProcessor(batch -> batch.getFeatures().muli(0));
            assertThat(batches.next().getFeatures().sumNumber().doubleValue()).isZero();
        }
    }

    @Test
    void closingEndsTheThread() {
        ImageBatches batches = batches().prefetch(1).build();
        batches.next();
        assertThat(producers()).isEqualTo(1);
        batches.close();
        assertThat(producers()).isZero();
        assertThat(batches.next().numExamples()).isEqualTo(16); // usable again
        batches.close();
    }

    private static long producers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("quantzoo-batches"))
                .count();
    }

    @Test
    void anErrorOnTheOtherThreadReachesTheConsumerAndStays() {
        try (BatchQueue queue = BatchQueue.start(
                number -> {
                    if (number == 1) {
                        throw new OutOfMemoryError("no room");
                    }
                    return new DataSet(Nd4j.ones(1, 1), Nd4j.ones(1, 1));
                },
                0,
                3,
                2)) {
            assertThat(queue.take().numExamples()).isEqualTo(1);
            for (int again = 0; again < 2; again++) {
                assertThatThrownBy(queue::take)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("no room")
                        .hasCauseInstanceOf(OutOfMemoryError.class);
            }
        }
    }

    @Test
    void descriptionsForDl4jFitTheImages() {
        try (ImageBatches batches = batches().build()) {
            assertThat(batches.batch()).isEqualTo(16);
            assertThat(batches.totalOutcomes()).isEqualTo(10);
            assertThat(batches.inputColumns()).isEqualTo(3072);
            assertThat(batches.getLabels()).isEqualTo(DATASET.train().classNames());
            assertThat(batches.resetSupported()).isTrue();
            assertThat(batches.asyncSupported()).isFalse();
            assertThatThrownBy(() -> batches.next(5)).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> batches().batchSize(0).build())
                .hasMessage("Expected a batch size of at least 1, found 0.");
        assertThatThrownBy(() -> batches().prefetch(-1).build())
                .hasMessage("Expected a prefetch of at least 0 batches, found -1.");
        assertThatThrownBy(() -> batches()
                        .standardization(Standardization.unitInterval(1))
                        .build())
                .hasMessage("Expected standardisation constants for 3 channels, found 1.");
        assertThatThrownBy(() -> batches().build().setEpoch(-1))
                .hasMessage("Expected an epoch of at least 0, found -1.");
    }
}
