package org.quantzoo.reproductions.plots;

import java.util.List;
import org.quantzoo.zoo.analysis.AnalyzedTensor;
import org.quantzoo.zoo.analysis.LayerwiseAnalysis;
import org.quantzoo.zoo.analysis.LayerwiseTable;
import org.quantzoo.zoo.analysis.TensorRow;

/**
 * The layers of a network and what it is called in figures.
 *
 * @param label short enough for a legend; says where a network is untrained
 * @param rows the tensors of all layers, in forward order
 */
public record LabelledLayers(String label, List<TensorRow> rows) {
    public LabelledLayers {
        rows = List.copyOf(rows);
    }

    /** The layers of an analysis. */
    public static LabelledLayers of(String label, LayerwiseAnalysis analysis) {
        return new LabelledLayers(label, LayerwiseTable.rows(analysis));
    }

    /** One tensor of each layer that has it, without the network's input. */
    List<TensorRow> of(AnalyzedTensor tensor) {
        return rows.stream()
                .filter(row -> row.tensor() == tensor && row.index() > 0)
                .toList();
    }
}
