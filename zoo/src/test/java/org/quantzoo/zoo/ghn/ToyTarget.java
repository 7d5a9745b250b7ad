package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.architectures.ConvolutionSpec;
import org.quantzoo.datasets.architectures.GraphTensor;

/**
 * The toy network as a classifier of this library's layers in double precision, with given parameters: logits, loss, and the
 * gradients of the loss at every parameter, on images given by a formula.
 *
 * <p>z = maxpool(BN(conv(x))), out = BN(pointwise(depthwise(relu z))) + skip(relu z), global mean, linear, mean cross-entropy.
 */
final class ToyTarget {

    private static final int BATCH = 4;
    private static final int IMAGE = 32;

    final double[][] logits;
    final double loss;
    final Map<String, INDArray> gradients;

    ToyTarget(Map<String, INDArray> parameters) {
        TargetNetwork target = network();
        target.assign(parameters);
        INDArray images = Nd4j.createFromArray(images())
                .reshape('c', BATCH, 3, IMAGE, IMAGE)
                .permute(0, 2, 3, 1)
                .dup('c');
        INDArray labels = Nd4j.eye(10).castTo(DataType.DOUBLE).getRows(0, 1, 2, 3);
        logits = target.network().feedForward(images, true).get("n10").toDoubleMatrix();
        TargetNetwork.Pass pass = target.pass(images, labels);
        loss = pass.loss();
        gradients = pass.gradients();
    }

    static double[] images() {
        double[] values = new double[BATCH * 3 * IMAGE * IMAGE];
        for (int k = 0; k < values.length; k++) {
            values[k] = 2 * (((k * 7919L + 999983) % 10007) / 10007.0 - 0.5);
        }
        return values;
    }

    private static TargetNetwork network() {
        TargetAssembler toy =
                new TargetAssembler(TargetConfiguration.evaluation(10).withDataType(DataType.DOUBLE));
        String first = toy.convolution("n1", toy.input(3, IMAGE), ConvolutionSpec.square(3, 16, 3, 1));
        String z = toy.rectify(toy.pool("n3", toy.batchNorm("n2", first, 16), false, 3, 2));
        String depthwise = toy.convolution("n4", z, ConvolutionSpec.depthwise(16, 5, 1, 1));
        String skip = toy.convolution("n5", z, ConvolutionSpec.square(16, 96, 1, 1));
        String pointwise = toy.convolution("n6", depthwise, ConvolutionSpec.square(16, 96, 1, 1));
        String sum = toy.sum("n8", skip, toy.batchNorm("n7", pointwise, 96));
        TargetNetwork read = TargetNetwork.of(toy.build(toy.dense("n10", toy.globalAverage("n9", sum), 96, 10)));
        return new TargetNetwork(read.network(), ConformanceNetworks.toy(), publishedNames(read));
    }

    /** The published toy network numbers its nodes, so the classifier's bias is no tensor of layer n10. */
    private static List<ParameterSlot> publishedNames(TargetNetwork read) {
        List<GraphTensor> tensors = ConformanceNetworks.toy().tensors();
        List<ParameterSlot> slots = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            ParameterSlot slot = read.slots().get(i);
            slots.add(new ParameterSlot(tensors.get(i), slot.layer(), slot.key(), slot.layout()));
        }
        return slots;
    }
}
