package org.quantzoo.reproductions.verdicts;

import java.util.Optional;
import java.util.OptionalDouble;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Network;

/** What is known of one trained network: a printed row, or a recorded run. */
public interface Result {
    /** The cell that it belongs to. */
    Cell cell();

    /** The seed, 0 for a printed row. */
    long seed();

    /** Whether the network learned anything. */
    boolean trained();

    /**
     * A metric by the name that the papers' tables use; the percent decrease is signed.
     *
     * @param fraction the share of training after which it was measured, in (0, 1]
     */
    OptionalDouble metric(String name, double fraction);

    /** The ranges and precisions of its layers. */
    Optional<LayerProfile> layers();

    /** A metric after training. */
    default OptionalDouble metric(String name) {
        return metric(name, 1);
    }

    /** What was trained. */
    default Network network() {
        return cell().network();
    }
}
