package org.quantzoo.reproductions.studies.dualprecision;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.DoubleFunction;
import org.quantzoo.reproductions.papers.Suggestions;
import org.quantzoo.reproductions.studies.dualprecision.Vgg11.SpatialFilter;
import org.quantzoo.reproductions.studies.dualprecision.Vgg11.Variant;

/** The networks of DualPrecision by name, each a function of the width multiplier. */
public final class DualPrecisionNetworks {

    private static final Map<String, DoubleFunction<NetworkDescription>> BY_NAME = new LinkedHashMap<>();

    static {
        for (int depth = 20; depth <= 56; depth += 6) {
            int layers = depth;
            BY_NAME.put("ResNet" + depth, width -> ResNets.basic(layers, width));
        }
        BY_NAME.put("Inv-ResNet26", ResNets::inverted26);
        for (Variant variant : Variant.values()) {
            BY_NAME.put(variant.label(), width -> Vgg11.of(variant, width));
        }
        int[][] filters = {{1, 3}, {1, 6}, {4, 3}, {1, 12}, {16, 3}};
        for (int[] channelsAndKernel : filters) {
            SpatialFilter filter = new SpatialFilter(channelsAndKernel[0], channelsAndKernel[1]);
            BY_NAME.put(Variant.C.label() + " " + filter.label(), width -> Vgg11.of(Variant.C, width, filter));
        }
        BY_NAME.put("MobileNetV2", MobileNetV2::cifar);
        BY_NAME.put("MobileNetV2 (1280 kept)", MobileNetV2::cifarWithFixedLastConvolution);
        BY_NAME.put("MobileNetV2 (ImageNet)", MobileNetV2::imageNet);
        BY_NAME.put("ResNet50 (ImageNet)", ResNets::resNet50);
    }

    private DualPrecisionNetworks() {}

    /**
     * The network with this name at this width.
     *
     * @throws NoSuchElementException where there is none; the message lists near matches
     */
    public static NetworkDescription of(String name, double width) {
        DoubleFunction<NetworkDescription> network = BY_NAME.get(name);
        if (network == null) {
            throw new NoSuchElementException(Suggestions.unknown("network", name, BY_NAME.keySet()));
        }
        return network.apply(width);
    }
}
