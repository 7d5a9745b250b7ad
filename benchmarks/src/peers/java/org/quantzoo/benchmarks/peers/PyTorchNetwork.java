package org.quantzoo.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.quantzoo.benchmarks.networks.NetworkDescription;
import org.quantzoo.benchmarks.networks.Operation;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * A network of DJL's blocks in NCHW, ending in class scores before softmax.
 *
 * <p>Convolutions with stride 2 pad one pixel on every side, as PyTorch's users do; the zoo and DL4J pad TensorFlow's way. Output
 * sizes and costs are the same.
 */
final class PyTorchNetwork extends AbstractBlock {
    private final NetworkDescription network;
    private final Map<String, Block> blocks = new LinkedHashMap<>();

    PyTorchNetwork(NetworkDescription network) {
        this.network = network;
        for (Operation operation : network.operations()) {
            Block block = block(operation);
            if (block != null) {
                blocks.put(operation.name(), addChildBlock(operation.name().replace('.', '_'), block));
            }
        }
    }

    private static Block block(Operation operation) {
        if (operation instanceof Operation.Convolution c) {
            int pad = c.kernel() / 2 * c.dilation();
            return Conv2d.builder()
                    .setKernelShape(new Shape(c.kernel(), c.kernel()))
                    .setFilters(c.outChannels())
                    .optStride(new Shape(c.stride(), c.stride()))
                    .optDilation(new Shape(c.dilation(), c.dilation()))
                    .optPadding(new Shape(pad, pad))
                    .optGroups(c.groups())
                    .optBias(c.bias())
                    .build();
        }
        if (operation instanceof Operation.BatchNorm b) {
            return BatchNorm.builder()
                    .optEpsilon((float) b.epsilon())
                    .optMomentum((float) b.momentum())
                    .build();
        }
        if (operation instanceof Operation.Dense d) {
            return Linear.builder().setUnits(d.units()).build();
        }
        if (operation instanceof Operation.Dropout d) {
            return Dropout.builder().optRate((float) d.probability()).build();
        }
        if (operation instanceof Operation.Sum) {
            return null;
        }
        throw new IllegalArgumentException("Only the operations of the zoo's own networks are compared with PyTorch, found "
                + operation + ".");
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> options) {
        Map<String, NDArray> results = new HashMap<>();
        results.put(NetworkDescription.INPUT, inputs.singletonOrThrow());
        NDArray top = null;
        for (Operation operation : network.operations()) {
            NDArray input = results.get(operation.inputs().get(0));
            if (operation instanceof Operation.Sum) {
                top = input.add(results.get(operation.inputs().get(1)));
            } else {
                NDArray read = operation instanceof Operation.Dense ? Blocks.batchFlatten(input) : input;
                top = blocks.get(operation.name())
                        .forward(parameters, new NDList(read), training)
                        .singletonOrThrow();
            }
            top = rectified(operation, top);
            results.put(operation.name(), top);
        }
        return new NDList(top);
    }

    private static NDArray rectified(Operation operation, NDArray y) {
        return switch (rectifier(operation)) {
            case NONE -> y;
            case RELU -> Activation.relu(y);
            case RELU6 -> Activation.relu6(y);
        };
    }

    private static Rectifier rectifier(Operation operation) {
        if (operation instanceof Operation.Convolution c) {
            return c.rectifier();
        }
        if (operation instanceof Operation.BatchNorm b) {
            return b.rectifier();
        }
        if (operation instanceof Operation.Dense d) {
            return d.rectifier();
        }
        return operation instanceof Operation.Sum s ? s.rectifier() : Rectifier.NONE;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        walk(inputShapes[0], (block, shape) -> block.initialize(manager, dataType, shape));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {walk(inputShapes[0], (block, shape) -> {})};
    }

    private interface Visitor {
        void visit(Block block, Shape input);
    }

    private Shape walk(Shape input, Visitor visitor) {
        Map<String, Shape> shapes = new HashMap<>();
        shapes.put(NetworkDescription.INPUT, input);
        Shape top = input;
        for (Operation operation : network.operations()) {
            top = shapes.get(operation.inputs().get(0));
            Block block = blocks.get(operation.name());
            if (block != null) {
                if (operation instanceof Operation.Dense && top.dimension() > 2) {
                    top = new Shape(top.get(0), top.slice(1).size());
                }
                visitor.visit(block, top);
                top = block.getOutputShapes(new Shape[] {top})[0];
            }
            shapes.put(operation.name(), top);
        }
        return top;
    }
}
