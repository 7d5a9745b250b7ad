package org.quantzoo.reproductions.runs;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

/**
 * Gives a share of the target probability to all classes alike: {@code (1 - share) * target + share / classes} (Szegedy et al. 2016,
 * section 7).
 */
final class LabelSmoothing implements DataSetPreProcessor {
    private final double share;

    /**
     * Smooths.
     *
     * @param share in [0, 1)
     */
    LabelSmoothing(double share) {
        this.share = share;
    }

    @Override
    public void preProcess(DataSet batch) {
        INDArray labels = batch.getLabels();
        labels.muli(1 - share).addi(share / labels.size(1));
    }
}
