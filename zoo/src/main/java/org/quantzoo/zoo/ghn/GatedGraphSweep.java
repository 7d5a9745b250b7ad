package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;

import java.util.Arrays;

/**
 * One pass of gated message passing over a graph: every node in turn gathers the messages of its senders and updates its state.
 *
 * <p>A node's message is m = sum of MLP(h_u) over real edges + sum of MLP_ve(h_u)/s over virtual edges of distance s; its
 * update is h = GRU(m, h). Both perceptrons rectify after both layers. The gated unit applies the reset gate after the
 * recurrent product: n = tanh(W_n m + b + r * (U_n h + c)), h' = (1 - z) n + z h. Source: Knyazev et al., 2021, section 3.
 *
 * <p>Written on plain arrays: a sweep has as many dependent steps as the longest path of the graph, 90 on average, each of a few
 * thousand multiplications, which is less work than starting one ND4J operation.
 */
final class GatedGraphSweep {

    private static final int HALF = HIDDEN / 2;

    private final LinearLayer messageFirst;
    private final LinearLayer messageSecond;
    private final LinearLayer virtualFirst;
    private final LinearLayer virtualSecond;
    private final LinearLayer unitInput;
    private final LinearLayer unitHidden;

    /** Copies the present weights. */
    GatedGraphSweep(GhnWeights weights) {
        messageFirst = layer(weights, GhnTensor.MESSAGE_WEIGHT_1, GhnTensor.MESSAGE_BIAS_1);
        messageSecond = layer(weights, GhnTensor.MESSAGE_WEIGHT_2, GhnTensor.MESSAGE_BIAS_2);
        virtualFirst = layer(weights, GhnTensor.VIRTUAL_MESSAGE_WEIGHT_1, GhnTensor.VIRTUAL_MESSAGE_BIAS_1);
        virtualSecond = layer(weights, GhnTensor.VIRTUAL_MESSAGE_WEIGHT_2, GhnTensor.VIRTUAL_MESSAGE_BIAS_2);
        unitInput = layer(weights, GhnTensor.UNIT_INPUT_WEIGHT, GhnTensor.UNIT_INPUT_BIAS);
        unitHidden = layer(weights, GhnTensor.UNIT_HIDDEN_WEIGHT, GhnTensor.UNIT_HIDDEN_BIAS);
    }

    private static LinearLayer layer(GhnWeights weights, GhnTensor weight, GhnTensor bias) {
        return new LinearLayer(weights.get(weight), weights.get(bias));
    }

    /** What a pass leaves behind for its gradient; row v of every array belongs to node v. */
    static final class Trace {
        final MessageLists lists;
        final double[] before;
        final double[] after;
        final double[] incoming;
        final double[] reset;
        final double[] update;
        final double[] candidate;
        final double[] recurrent;
        final double[] messageHidden;
        final double[] message;
        final double[] virtualHidden;
        final double[] virtual;

        Trace(MessageLists lists, Features before) {
            this.lists = lists;
            this.before = before.values();
            int size = this.before.length;
            after = new double[size];
            incoming = new double[size];
            reset = new double[size];
            update = new double[size];
            candidate = new double[size];
            recurrent = new double[size];
            message = new double[size];
            virtual = new double[size];
            messageHidden = new double[size / 2];
            virtualHidden = new double[size / 2];
        }

        /** The node states after the pass. */
        Features states() {
            return new Features(after);
        }
    }

    /** Runs a pass from the given node states. */
    Trace run(MessageLists lists, Features states) {
        Trace trace = new Trace(lists, states);
        double[] input = new double[3 * HIDDEN];
        double[] hidden = new double[3 * HIDDEN];
        for (int node : lists.order()) {
            gather(trace, node);
            updateState(trace, node, input, hidden);
            prepareMessages(trace, node);
        }
        return trace;
    }

    private static void gather(Trace trace, int node) {
        int row = node * HIDDEN;
        for (int sender : trace.lists.senders()[node]) {
            addScaled(trace.message, sender * HIDDEN, 1, trace.incoming, row);
        }
        int[] senders = trace.lists.virtualSenders()[node];
        double[] weights = trace.lists.virtualWeights()[node];
        for (int i = 0; i < senders.length; i++) {
            addScaled(trace.virtual, senders[i] * HIDDEN, weights[i], trace.incoming, row);
        }
    }

    private static void addScaled(double[] source, int from, double scale, double[] target, int to) {
        for (int j = 0; j < HIDDEN; j++) {
            target[to + j] += scale * source[from + j];
        }
    }

    /** Computes a node's new state from what came in; the last two arguments are scratch for three states each. */
    void updateState(Trace trace, int node, double[] input, double[] hidden) {
        int row = node * HIDDEN;
        unitInput.apply(trace.incoming, row, input, 0);
        unitHidden.apply(trace.before, row, hidden, 0);
        for (int j = 0; j < HIDDEN; j++) {
            double r = sigmoid(input[j] + hidden[j]);
            double z = sigmoid(input[HIDDEN + j] + hidden[HIDDEN + j]);
            double n = Math.tanh(input[2 * HIDDEN + j] + r * hidden[2 * HIDDEN + j]);
            trace.reset[row + j] = r;
            trace.update[row + j] = z;
            trace.candidate[row + j] = n;
            trace.recurrent[row + j] = hidden[2 * HIDDEN + j];
            trace.after[row + j] = (1 - z) * n + z * trace.before[row + j];
        }
    }

    /** Computes both messages of a node from its new state. */
    void prepareMessages(Trace trace, int node) {
        int row = node * HIDDEN;
        perceptron(messageFirst, messageSecond, trace.after, row, trace.messageHidden, trace.message);
        perceptron(virtualFirst, virtualSecond, trace.after, row, trace.virtualHidden, trace.virtual);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static void perceptron(
            LinearLayer first, LinearLayer second, double[] states, int row, double[] hidden, double[] output) {
        first.apply(states, row, hidden, row / 2);
        rectify(hidden, row / 2, HALF);
        second.apply(hidden, row / 2, output, row);
        rectify(output, row, HIDDEN);
    }

    private static void rectify(double[] values, int from, int count) {
        for (int j = from; j < from + count; j++) {
            values[j] = Math.max(values[j], 0);
        }
    }

    /** The sums of the weight gradients of any number of passes. */
    final class Gradient {
        private final LinearLayer.Gradient messageFirstSum = new LinearLayer.Gradient(messageFirst);
        private final LinearLayer.Gradient messageSecondSum = new LinearLayer.Gradient(messageSecond);
        private final LinearLayer.Gradient virtualFirstSum = new LinearLayer.Gradient(virtualFirst);
        private final LinearLayer.Gradient virtualSecondSum = new LinearLayer.Gradient(virtualSecond);
        private final LinearLayer.Gradient unitInputSum = new LinearLayer.Gradient(unitInput);
        private final LinearLayer.Gradient unitHiddenSum = new LinearLayer.Gradient(unitHidden);

        /**
         * Backpropagates through a pass and adds its weight gradients to the sums.
         *
         * @param dStates gradient at the states after the pass
         * @return gradient at the states before the pass
         */
        Features backpropagate(Trace trace, Features dStates) {
            int size = trace.before.length;
            double[] dAfter = dStates.values().clone();
            double[] dBefore = new double[size];
            double[] dMessage = new double[size];
            double[] dVirtual = new double[size];
            double[] dIncoming = new double[HIDDEN];
            int[] order = trace.lists.order();
            for (int i = order.length - 1; i >= 0; i--) {
                int node = order[i];
                int row = node * HIDDEN;
                perceptron(
                        messageFirst,
                        messageSecond,
                        messageFirstSum,
                        messageSecondSum,
                        trace.after,
                        trace.messageHidden,
                        trace.message,
                        row,
                        dMessage,
                        dAfter);
                perceptron(
                        virtualFirst,
                        virtualSecond,
                        virtualFirstSum,
                        virtualSecondSum,
                        trace.after,
                        trace.virtualHidden,
                        trace.virtual,
                        row,
                        dVirtual,
                        dAfter);
                unit(trace, row, dAfter, dBefore, dIncoming);
                scatter(trace, node, dIncoming, dMessage, dVirtual);
            }
            return new Features(dBefore);
        }

        private void perceptron(
                LinearLayer first,
                LinearLayer second,
                LinearLayer.Gradient firstSum,
                LinearLayer.Gradient secondSum,
                double[] states,
                double[] hidden,
                double[] output,
                int row,
                double[] dOutput,
                double[] dStates) {
            double[] dHidden = new double[HALF];
            maskRectified(output, row, dOutput, row, HIDDEN);
            secondSum.add(hidden, row / 2, dOutput, row);
            second.backpropagate(dOutput, row, dHidden, 0);
            maskRectified(hidden, row / 2, dHidden, 0, HALF);
            firstSum.add(states, row, dHidden, 0);
            first.backpropagate(dHidden, 0, dStates, row);
        }

        private static void maskRectified(double[] rectified, int from, double[] gradient, int to, int count) {
            for (int j = 0; j < count; j++) {
                if (rectified[from + j] <= 0) {
                    gradient[to + j] = 0;
                }
            }
        }

        private void unit(Trace trace, int row, double[] dAfter, double[] dBefore, double[] dIncoming) {
            double[] dInput = new double[3 * HIDDEN];
            double[] dHidden = new double[3 * HIDDEN];
            for (int j = 0; j < HIDDEN; j++) {
                int at = row + j;
                double r = trace.reset[at];
                double z = trace.update[at];
                double n = trace.candidate[at];
                double dn = dAfter[at] * (1 - z) * (1 - n * n);
                double dr = dn * trace.recurrent[at] * r * (1 - r);
                double dz = dAfter[at] * (trace.before[at] - n) * z * (1 - z);
                dInput[j] = dr;
                dInput[HIDDEN + j] = dz;
                dInput[2 * HIDDEN + j] = dn;
                dHidden[j] = dr;
                dHidden[HIDDEN + j] = dz;
                dHidden[2 * HIDDEN + j] = dn * r;
                dBefore[at] += dAfter[at] * z;
            }
            unitInputSum.add(trace.incoming, row, dInput, 0);
            unitHiddenSum.add(trace.before, row, dHidden, 0);
            unitHidden.backpropagate(dHidden, 0, dBefore, row);
            Arrays.fill(dIncoming, 0);
            unitInput.backpropagate(dInput, 0, dIncoming, 0);
        }

        private static void scatter(Trace trace, int node, double[] dIncoming, double[] dMessage, double[] dVirtual) {
            for (int sender : trace.lists.senders()[node]) {
                addScaled(dIncoming, 0, 1, dMessage, sender * HIDDEN);
            }
            int[] senders = trace.lists.virtualSenders()[node];
            double[] weights = trace.lists.virtualWeights()[node];
            for (int i = 0; i < senders.length; i++) {
                addScaled(dIncoming, 0, weights[i], dVirtual, senders[i] * HIDDEN);
            }
        }

        /** Adds the sums to the gradient of the whole hypernetwork. */
        void addTo(GhnWeights gradient) {
            messageFirstSum.addTo(gradient, GhnTensor.MESSAGE_WEIGHT_1, GhnTensor.MESSAGE_BIAS_1);
            messageSecondSum.addTo(gradient, GhnTensor.MESSAGE_WEIGHT_2, GhnTensor.MESSAGE_BIAS_2);
            virtualFirstSum.addTo(gradient, GhnTensor.VIRTUAL_MESSAGE_WEIGHT_1, GhnTensor.VIRTUAL_MESSAGE_BIAS_1);
            virtualSecondSum.addTo(gradient, GhnTensor.VIRTUAL_MESSAGE_WEIGHT_2, GhnTensor.VIRTUAL_MESSAGE_BIAS_2);
            unitInputSum.addTo(gradient, GhnTensor.UNIT_INPUT_WEIGHT, GhnTensor.UNIT_INPUT_BIAS);
            unitHiddenSum.addTo(gradient, GhnTensor.UNIT_HIDDEN_WEIGHT, GhnTensor.UNIT_HIDDEN_BIAS);
        }
    }
}
