package org.quantzoo.zoo.layers.nd4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.ConvolutionGeometry;

/** Channel groups that do not see each other; ND4J has no such operation, so each group is a convolution of its own. */
final class GroupedMixing implements ChannelMixing {
    private final int groups;
    private final ChannelMixing withinGroup;

    GroupedMixing(ConvolutionGeometry geometry) {
        groups = geometry.groups();
        withinGroup = new FullMixing(new ConvolutionGeometry(
                geometry.inChannels() / groups,
                geometry.outChannels() / groups,
                geometry.kernel(),
                geometry.stride(),
                geometry.dilation(),
                1,
                geometry.padding()));
    }

    @Override
    public void forward(INDArray x, INDArray w, INDArray y) {
        for (int group = 0; group < groups; group++) {
            INDArray part = channels(y, group);
            INDArray groupOutput = Nd4j.createUninitialized(y.dataType(), part.shape(), 'c');
            withinGroup.forward(channels(x, group).dup('c'), filters(w, group), groupOutput);
            part.assign(groupOutput);
        }
    }

    @Override
    public void backward(INDArray x, INDArray w, INDArray dy, INDArray dx, INDArray dw) {
        for (int group = 0; group < groups; group++) {
            INDArray part = channels(dx, group);
            INDArray groupGradient = Nd4j.createUninitialized(dx.dataType(), part.shape(), 'c');
            withinGroup.backward(
                    channels(x, group).dup('c'),
                    filters(w, group),
                    channels(dy, group).dup('c'),
                    groupGradient,
                    filters(dw, group));
            part.assign(groupGradient);
        }
    }

    private INDArray channels(INDArray activations, int group) {
        long size = activations.size(3) / groups;
        return activations.get(all(), all(), all(), interval(group * size, (group + 1) * size));
    }

    /** A view, cut from the flat array: ND4J M2.1's {@code get} with several indices may return nothing from a view. */
    private INDArray filters(INDArray weights, int group) {
        long length = weights.length() / groups;
        return weights.reshape(weights.length())
                .get(interval(group * length, (group + 1) * length))
                .reshape('c', weights.size(0) / groups, weights.size(1), weights.size(2), weights.size(3));
    }
}
