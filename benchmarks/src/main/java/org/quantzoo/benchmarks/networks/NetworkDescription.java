package org.quantzoo.benchmarks.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.ChannelConcat;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectification;
import org.quantzoo.zoo.layers.ResidualSum;

/**
 * A classifier as a list of operations, from which every engine builds the same network of its own layers.
 *
 * <p>It is read off the zoo's own configuration, so that the peers cannot drift from what they are compared with. Softmax and
 * cross-entropy follow the last operation.
 *
 * @param name the paper's name
 * @param channels of the image
 * @param height of the image
 * @param width of the image
 * @param operations in an order in which every input comes before its readers
 */
public record NetworkDescription(String name, int channels, int height, int width, List<Operation> operations) {

    /** The name under which operations read the image. */
    public static final String INPUT = "input";

    /** The number of classes. */
    public int classes() {
        return ((Operation.Dense) operations.get(operations.size() - 1)).units();
    }

    /** The batch normalisation's and the weights' count, running statistics included. */
    public long parameters() {
        return operations.stream().mapToLong(NetworkDescription::parameters).sum();
    }

    private static long parameters(Operation operation) {
        if (operation instanceof Operation.Convolution c) {
            long weights = (long) c.outChannels() * (c.inChannels() / c.groups()) * c.kernel() * c.kernel();
            return weights + (c.bias() ? c.outChannels() : 0);
        }
        if (operation instanceof Operation.BatchNorm b) {
            return 4L * b.channels();
        }
        return operation instanceof Operation.Dense d ? (d.size() + 1L) * d.units() : 0;
    }

    /**
     * Reads a configuration of the zoo.
     *
     * @throws IllegalArgumentException where it has a layer that no operation stands for
     */
    public static NetworkDescription of(
            String name, int channels, int height, int width, ComputationGraphConfiguration conf) {
        List<Operation> operations = new ArrayList<>();
        conf.getVertices().forEach((vertex, content) -> {
            if (!isLoss(content)) {
                operations.add(operation(vertex, content, conf.getVertexInputs().get(vertex)));
            }
        });
        return new NetworkDescription(name, channels, height, width, List.copyOf(operations));
    }

    private static boolean isLoss(GraphVertex vertex) {
        return vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof LossLayer;
    }

    private static Operation operation(String name, GraphVertex vertex, List<String> inputs) {
        if (vertex instanceof ResidualSum sum) {
            return new Operation.Sum(name, inputs, sum.getRectifier());
        }
        if (vertex instanceof ChannelConcat) {
            return new Operation.Concat(name, inputs);
        }
        if (vertex instanceof ScaleVertex scale) {
            return new Operation.Scale(name, inputs, scale.getScaleFactor());
        }
        if (!(vertex instanceof LayerVertex layerVertex)) {
            throw unknown(name, vertex);
        }
        Layer layer = layerVertex.getLayerConf().getLayer();
        if (layer instanceof Convolution convolution) {
            return convolution(name, convolution, inputs);
        }
        if (layer instanceof BatchNorm norm) {
            return new Operation.BatchNorm(
                    name,
                    inputs,
                    Math.toIntExact(norm.getNIn()),
                    norm.getEpsilon(),
                    norm.getMomentum(),
                    norm.getRectifier());
        }
        if (layer instanceof Dense dense) {
            return new Operation.Dense(
                    name,
                    inputs,
                    Math.toIntExact(dense.getNIn()),
                    Math.toIntExact(dense.getNOut()),
                    dense.getRectifier());
        }
        if (layer instanceof DropoutLayer dropout) {
            // DL4J's argument is the probability of keeping a value.
            double keep = ((org.deeplearning4j.nn.conf.dropout.Dropout) dropout.getIDropout()).getP();
            return new Operation.Dropout(name, inputs, 1 - keep);
        }
        return withoutParameters(name, layer, inputs);
    }

    private static Operation withoutParameters(String name, Layer layer, List<String> inputs) {
        if (layer instanceof Pooling pooling) {
            return pooling(name, pooling, inputs);
        }
        if (layer instanceof GlobalPooling pooling && pooling.getMode() == PoolingGeometry.Mode.AVERAGE) {
            return new Operation.GlobalAverage(name, inputs);
        }
        if (layer instanceof Rectification rectification) {
            return new Operation.Rectify(name, inputs, rectification.getRectifier());
        }
        if (layer instanceof Cropping2D cropping) {
            int[] sides = cropping.getCropping();
            if (sides[0] != sides[2] || sides[1] != 0 || sides[3] != 0) {
                throw new IllegalArgumentException("The crop \"" + name
                        + "\" must cut as many rows at the top as columns at the left and nothing else to be compared,"
                        + " found " + Arrays.toString(sides) + ".");
            }
            return new Operation.Crop(name, inputs, sides[0]);
        }
        throw unknown(name, layer);
    }

    private static Operation pooling(String name, Pooling pooling, List<String> inputs) {
        int[] kernel = pooling.getKernelSize();
        int[] stride = pooling.getStride();
        if (kernel[0] != kernel[1] || stride[0] != stride[1] || pooling.getPadding() != Padding.SYMMETRIC) {
            throw new IllegalArgumentException(
                    "The pooling \"" + name + "\" must be square and padded symmetrically to be compared, found kernel "
                            + Arrays.toString(kernel) + ", stride " + Arrays.toString(stride) + " and padding "
                            + pooling.getPadding() + ".");
        }
        return new Operation.Pool(
                name, inputs, pooling.getMode() == PoolingGeometry.Mode.AVERAGE, kernel[0], stride[0]);
    }

    private static Operation convolution(String name, Convolution layer, List<String> inputs) {
        ConvolutionGeometry geometry = layer.geometry();
        boolean square = geometry.kernel().height() == geometry.kernel().width()
                && geometry.stride().height() == geometry.stride().width()
                && geometry.dilation().height() == geometry.dilation().width();
        if (!square || geometry.padding() == Padding.VALID) {
            throw new IllegalArgumentException("The convolution \"" + name
                    + "\" must be square and padded to keep its size to be compared, found " + geometry
                    + ".");
        }
        return new Operation.Convolution(
                name,
                inputs,
                geometry.inChannels(),
                geometry.outChannels(),
                geometry.kernel().height(),
                geometry.stride().height(),
                geometry.dilation().height(),
                geometry.padding(),
                geometry.groups(),
                layer.isHasBias(),
                layer.getRectifier());
    }

    private static IllegalArgumentException unknown(String name, Object found) {
        return new IllegalArgumentException(
                "The vertex \"" + name + "\" has no counterpart in the other engines, found "
                        + found.getClass().getSimpleName() + "; compare another network.");
    }
}
