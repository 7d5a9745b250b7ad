package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** The gated unit and the message perceptrons on one node, against published values under formula weights. */
class GatedGraphSweepTests {

    private static final double PRINTED = 1.01e-9;

    private final GatedGraphSweep sweep =
            new GatedGraphSweep(GhnWeights.formula(GhnConfiguration.CIFAR10, DataType.DOUBLE));
    private GatedGraphSweep.Trace trace;

    /** m_i = 0.01 i, h_i = 0.02 i - 0.3. */
    @BeforeEach
    void updateOneNode() {
        Features state = Features.zeros(1);
        MessageLists alone = new MessageLists(new int[1], new int[1][0], new int[1][0], new double[1][0]);
        trace = new GatedGraphSweep.Trace(alone, state);
        for (int i = 0; i < 32; i++) {
            trace.incoming[i] = 0.01 * i;
            trace.before[i] = 0.02 * i - 0.3;
        }
        sweep.updateState(trace, 0, new double[96], new double[96]);
    }

    @Test
    void theGatedUnitHasThePublishedOutput() {
        assertThat(Arrays.copyOf(trace.after, 4))
                .containsExactly(
                        new double[] {-0.063075941, -0.139107766, -0.082549079, -0.090880963}, within(PRINTED));
        assertThat(Arrays.stream(trace.after).sum()).isCloseTo(0.246152629, within(PRINTED));
    }

    /** Published for the state before the update. */
    @Test
    void thePerceptronsHaveThePublishedOutput() {
        System.arraycopy(trace.before, 0, trace.after, 0, 32);

        sweep.prepareMessages(trace, 0);

        assertThat(Arrays.copyOf(trace.message, 6))
                .containsExactly(new double[] {0, 0.167806275, 0.079235276, 0, 0, 0.261080705}, within(PRINTED));
        assertThat(Arrays.stream(trace.message).sum()).isCloseTo(2.351078786, within(PRINTED));
        assertThat(Arrays.copyOf(trace.virtual, 6))
                .containsExactly(
                        new double[] {0.102579874, 0.139886622, 0.025806662, 0, 0, 0.205411698}, within(PRINTED));
        assertThat(Arrays.stream(trace.virtual).sum()).isCloseTo(2.264819444, within(PRINTED));
    }

    @Test
    void aNodeWithoutMessagesIsStillUpdated() {
        MessageLists alone = new MessageLists(new int[1], new int[1][0], new int[1][0], new double[1][0]);

        Features after = sweep.run(alone, Features.zeros(1)).states();

        assertThat(after.values()).isNotEqualTo(new double[32]);
    }

    @Test
    void aSweepReadsStatesThatTheSameSweepHasUpdated() {
        MessageLists chain = new MessageLists(new int[] {0, 1}, new int[][] {{}, {0}}, new int[2][0], new double[2][0]);
        GatedGraphSweep.Trace run = sweep.run(chain, Features.zeros(2));

        assertThat(Arrays.copyOf(run.message, 32)).isEqualTo(Arrays.copyOfRange(run.incoming, 32, 64));
    }
}
