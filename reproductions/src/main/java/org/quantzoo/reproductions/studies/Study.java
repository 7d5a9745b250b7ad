package org.quantzoo.reproductions.studies;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.quantzoo.reproductions.studies.Network.Block;
import org.quantzoo.reproductions.studies.Network.Factorization;

/**
 * The declaration of one study, as written in {@code studies.json}: the factors whose product are its cells.
 *
 * @param id also the id of the table that it reproduces
 * @param title in words
 * @param dataset the data set of the paper
 * @param row the pattern of a cell's name
 * @param blocks name in the row to block
 * @param batchNorm name in the row to whether there is batch normalisation
 * @param initializers name in the row to initialiser
 * @param fanConvention of all its networks
 * @param absentRowsDidNotTrain whether a missing row means that the authors could not train the network
 * @param measures the tables that its runs measure
 * @param measuredElsewhere rows of its table that the cell of another study measures, because the network is the same
 */
record Study(
        String id,
        String title,
        String dataset,
        String row,
        Map<String, BlockChoice> blocks,
        Map<String, Boolean> batchNorm,
        Map<String, String> initializers,
        String fanConvention,
        boolean absentRowsDidNotTrain,
        List<Measured> measures,
        Map<String, String> measuredElsewhere) {

    Study {
        measuredElsewhere = measuredElsewhere == null ? Map.of() : measuredElsewhere;
    }

    /** A block and the convolutions in it that take the tested initialiser. */
    record BlockChoice(Block block, String scope, Factorization factorization) {}

    /**
     * A table measured by the runs of a study.
     *
     * @param table its id
     * @param epochs for tables that follow training: the epochs of the paper's run, 0 otherwise
     */
    record Measured(String table, @JsonProperty("epochs") int epochs) {}

    String rowName(String block, String batchNormChoice, String initializer) {
        return row.replace("{block}", block)
                .replace("{batchNorm}", batchNormChoice)
                .replace("{initializer}", initializer);
    }
}
