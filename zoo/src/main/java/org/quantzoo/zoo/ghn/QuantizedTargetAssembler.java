package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.quantzoo.datasets.architectures.ConvolutionSpec;
import org.quantzoo.datasets.architectures.GraphTensor;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.zoo.layers.BatchFakeQuantize;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.QuantizedConvolution;
import org.quantzoo.zoo.layers.QuantizedDense;

/**
 * Makes quantized networks: batch normalisation is folded into the convolutions before it, and activations are quantized where
 * something reads them.
 *
 * <p>Whether a convolution is followed by batch normalisation is known only when the next layer comes, so convolutions wait until
 * then. The normalisation behind the two halves of a factorised reduction is split over them.
 */
final class QuantizedTargetAssembler extends TargetAssembler {

    private record Waiting(String source, ConvolutionSpec spec) {}

    private record Halves(List<String> convolutions, int channelsEach) {}

    private final TargetQuantization quantization;
    private final long seed;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Map<String, Halves> waitingHalves = new HashMap<>();

    /** Vertices whose output is still to be quantized, once something reads it. */
    private final Set<String> raw = new HashSet<>();

    /** What to read in the place of a vertex. */
    private final Map<String, String> readInstead = new HashMap<>();

    /** The convolutions that each batch normalisation was folded into. */
    private final Map<String, List<String>> foldedInto = new HashMap<>();

    private final Map<String, TensorLayout> denseLayouts = new HashMap<>();
    private int channels;

    QuantizedTargetAssembler(TargetConfiguration configuration, TargetQuantization quantization, long seed) {
        super(configuration);
        this.quantization = quantization;
        this.seed = seed;
    }

    @Override
    public String input(int imageChannels, int size) {
        String input = super.input(imageChannels, size);
        return quantization.quantizedImages() ? raw(input) : input;
    }

    @Override
    public String rectify(String x) {
        return super.rectify(read(x));
    }

    @Override
    public String convolution(String name, String x, ConvolutionSpec spec) {
        waiting.put(name, new Waiting(cropped(name + ".crop", read(x), spec.crop()), spec));
        return name;
    }

    @Override
    public String batchNorm(String name, String x, int normalizedChannels) {
        if (waiting.containsKey(x)) {
            foldedInto.put(name, List.of(x));
            return settle(x, true);
        }
        if (waitingHalves.containsKey(x)) {
            foldedInto.put(name, waitingHalves.get(x).convolutions());
            return settleHalves(x, true);
        }
        return raw(super.batchNorm(name, read(x), normalizedChannels));
    }

    @Override
    public String pool(String name, String x, boolean average, int kernel, int stride) {
        String pooled = super.pool(name, read(x), average, kernel, stride);
        return average ? raw(pooled) : pooled;
    }

    @Override
    public String sum(String name, String a, String b) {
        return raw(super.sum(name, read(a), read(b)));
    }

    @Override
    public String concat(String name, List<String> parts, int channelsEach) {
        channels = parts.size() * channelsEach;
        if (parts.size() > 1 && waiting.keySet().containsAll(parts)) {
            waitingHalves.put(name, new Halves(List.copyOf(parts), channelsEach));
            return name;
        }
        List<String> sources = new ArrayList<>();
        parts.forEach(part -> sources.add(part == null ? null : read(part)));
        return super.concat(name, sources, channelsEach);
    }

    @Override
    public String globalAverage(String name, String x) {
        String averaged = raw(super.globalAverage(name, read(x)));
        channels = 0;
        return averaged;
    }

    @Override
    public String dense(String name, String x, int inFeatures, int outFeatures) {
        int perPixel = channels == 0 ? inFeatures : channels;
        denseLayouts.put(name, new TensorLayout.DenseChannelsLast(perPixel, inFeatures / perPixel));
        channels = 0;
        return raw(add(
                name,
                false,
                (graph, vertex, none, inputs) -> graph.addLayer(
                        vertex,
                        new QuantizedDense.Builder(
                                        new Dense.Builder()
                                                .nIn(inFeatures)
                                                .nOut(outFeatures)
                                                .build(),
                                        quantization.weights(seed))
                                .build(),
                        inputs),
                read(x)));
    }

    @Override
    public String dropout(String name, String x, double probability) {
        return super.dropout(name, read(x), probability);
    }

    private String raw(String vertex) {
        raw.add(vertex);
        return vertex;
    }

    /** The vertex that a layer reads where the network's description says {@code x}. */
    private String read(String x) {
        if (waiting.containsKey(x)) {
            settle(x, false);
        } else if (waitingHalves.containsKey(x)) {
            settleHalves(x, false);
        }
        if (raw.remove(x)) {
            readInstead.put(
                    x,
                    add(
                            x + ".quantized",
                            false,
                            (graph, vertex, none, inputs) -> graph.addLayer(
                                    vertex,
                                    new BatchFakeQuantize.Builder(quantization.activations(seed)).build(),
                                    inputs),
                            x));
        }
        return readInstead.getOrDefault(x, x);
    }

    private String settle(String name, boolean folded) {
        Waiting convolution = waiting.remove(name);
        ConvolutionSpec spec = convolution.spec();
        return raw(add(
                name,
                false,
                (graph, vertex, none, inputs) -> {
                    QuantizedConvolution.Builder layer = new QuantizedConvolution.Builder(
                                    plain(spec, !inputs[0].equals(INPUT)), quantization.weights(seed))
                            .statisticsGradient(quantization.statisticsGradient());
                    if (folded) {
                        layer.foldBatchNorm(EPSILON);
                    }
                    graph.addLayer(vertex, layer.build(), inputs);
                },
                convolution.source()));
    }

    private static Convolution plain(ConvolutionSpec spec, boolean inputGradient) {
        return new Convolution.Builder(spec.kernelHeight(), spec.kernelWidth())
                .nIn(spec.inChannels())
                .nOut(spec.outChannels())
                .stride(spec.strideHeight(), spec.strideWidth())
                .dilation(spec.dilation(), spec.dilation())
                .groups(spec.groups())
                .padding(Padding.SYMMETRIC)
                .hasBias(false)
                .inputGradient(inputGradient)
                .build();
    }

    private String settleHalves(String name, boolean folded) {
        Halves halves = waitingHalves.remove(name);
        List<String> sources = new ArrayList<>();
        for (String half : halves.convolutions()) {
            settle(half, folded);
            sources.add(read(half));
        }
        return super.concat(name, sources, halves.channelsEach());
    }

    /** Where the tensors of the network's graph live. */
    List<ParameterSlot> slots(NetworkGraph graph) {
        List<ParameterSlot> slots = new ArrayList<>();
        for (GraphTensor tensor : graph.tensors()) {
            String layer = tensor.layer();
            switch (tensor.role()) {
                case WEIGHT -> slots.add(new ParameterSlot(
                        tensor,
                        layer,
                        QuantizedConvolution.WEIGHTS,
                        denseLayouts.getOrDefault(layer, new TensorLayout.SameOrder())));
                case BIAS -> slots.add(new ParameterSlot(tensor, layer, Dense.BIAS, new TensorLayout.SameOrder()));
                case GAMMA -> addVector(slots, tensor, QuantizedConvolution.GAMMA);
                case BETA -> addVector(slots, tensor, QuantizedConvolution.BETA);
            }
        }
        return slots;
    }

    private void addVector(List<ParameterSlot> slots, GraphTensor tensor, String key) {
        List<String> layers = foldedInto.getOrDefault(tensor.layer(), List.of(tensor.layer()));
        int each = (int) (tensor.shape().elements() / layers.size());
        for (int i = 0; i < layers.size(); i++) {
            TensorLayout layout = layers.size() == 1
                    ? new TensorLayout.SameOrder()
                    : new TensorLayout.ChannelRange(i * each, (i + 1) * each);
            slots.add(new ParameterSlot(tensor, layers.get(i), key, layout));
        }
    }
}
