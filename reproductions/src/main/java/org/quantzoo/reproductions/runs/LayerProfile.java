package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quantzoo.zoo.analysis.AnalyzedTensor;
import org.quantzoo.zoo.analysis.EpochAnalysis;
import org.quantzoo.zoo.analysis.LayerwiseTable;
import org.quantzoo.zoo.analysis.TensorRow;

/**
 * Range and average precision of each layer's tensors over training, small enough to keep beside a record.
 *
 * @param rows in the order of epochs, layers and tensors
 */
public record LayerProfile(List<Row> rows) {
    /** The name of its file in the folder of a run. */
    public static final String FILE = "profile.csv";

    private static final String HEADER = "epoch,index,layer,tensor,range,precision";

    /**
     * One tensor after one epoch.
     *
     * @param epoch number of finished epochs
     * @param index position among the layers; 0 is the input, 1 the stem
     * @param layer name
     * @param tensor which
     * @param range width of its range, in its own unit
     * @param precision average precision, in [0, 1]
     */
    public record Row(int epoch, int index, String layer, AnalyzedTensor tensor, double range, double precision) {}

    public LayerProfile {
        rows = List.copyOf(rows);
    }

    /** The profile of analysed epochs. */
    public static LayerProfile of(List<EpochAnalysis> history) {
        List<Row> rows = new ArrayList<>();
        for (EpochAnalysis epoch : history) {
            for (TensorRow row : LayerwiseTable.rows(epoch.analysis())) {
                rows.add(new Row(epoch.epoch(), row.index(), row.layer(), row.tensor(), row.range(), row.precision()));
            }
        }
        return new LayerProfile(rows);
    }

    /** The profile in a text made by {@link #csv}. */
    static LayerProfile read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException("Expected a table of layers beginning with '" + HEADER + "' in " + file
                    + "; delete the file and export the run again.");
        }
        return new LayerProfile(lines.stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(fields -> new Row(
                        Integer.parseInt(fields[0]),
                        Integer.parseInt(fields[1]),
                        fields[2],
                        AnalyzedTensor.of(fields[3]),
                        Double.parseDouble(fields[4]),
                        Double.parseDouble(fields[5])))
                .toList());
    }

    /** One line for each row, with five significant digits. */
    public String csv() {
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        for (Row row : rows) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%s,%s,%.5g,%.5g\n",
                    row.epoch(),
                    row.index(),
                    row.layer(),
                    row.tensor().id(),
                    row.range(),
                    row.precision()));
        }
        return csv.toString();
    }

    /** The epochs that were analysed, ascending. */
    public List<Integer> epochs() {
        return rows.stream().map(Row::epoch).distinct().sorted().toList();
    }

    /** One kind of tensor after the last analysed epoch, in the order of layers. */
    public List<Row> last(AnalyzedTensor tensor) {
        int last = rows.stream().mapToInt(Row::epoch).max().orElse(0);
        return rows.stream()
                .filter(row -> row.epoch() == last && row.tensor() == tensor)
                .toList();
    }

    /** One layer's tensor over the epochs. */
    public List<Row> over(int index, AnalyzedTensor tensor) {
        return rows.stream()
                .filter(row -> row.index() == index && row.tensor() == tensor)
                .toList();
    }

    /** The weighted layers' names by index, in forward order. */
    public SortedMap<Integer, String> weightedLayers() {
        SortedMap<Integer, String> layers = new TreeMap<>();
        rows.stream()
                .filter(row -> row.tensor() == AnalyzedTensor.FOLDED_WEIGHTS)
                .forEach(row -> layers.put(row.index(), row.layer()));
        return layers;
    }
}
