package org.quantzoo.reproductions.studies.dualprecision;

import java.util.ArrayList;
import java.util.List;
import org.quantzoo.reproductions.studies.dualprecision.WeightLayer.Role;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Padding;

/** Strings layers together and keeps track of channels and map size; all windows use 'same' padding. */
final class LayerSequence {

    private final List<WeightLayer> layers = new ArrayList<>();
    private int channels;
    private int size;

    LayerSequence(int imageChannels, int imageSize) {
        this.channels = imageChannels;
        this.size = imageSize;
    }

    int channels() {
        return channels;
    }

    LayerSequence first(int outChannels, int kernel, int stride) {
        return add(Role.FIRST_OR_LAST, "stem", outChannels, kernel, stride, 1);
    }

    LayerSequence convolution(String name, int outChannels, int kernel, int stride) {
        return add(Role.CONVOLUTION, name, outChannels, kernel, stride, 1);
    }

    LayerSequence depthwise(String name, int kernel, int stride) {
        return grouped(name, kernel, stride, 1);
    }

    /** A convolution that keeps the channel count and takes the depthwise precision. */
    LayerSequence grouped(String name, int kernel, int stride, int channelsPerGroup) {
        return add(Role.DEPTHWISE, name, channels, kernel, stride, channels / channelsPerGroup);
    }

    /** A branch beside the main path, starting at an earlier point. */
    LayerSequence projection(String name, int inChannels, int stride, int inSize) {
        layers.add(layer(Role.CONVOLUTION, name, inChannels, channels, 1, stride, 1, inSize));
        return this;
    }

    int size() {
        return size;
    }

    LayerSequence pool(int stride) {
        size = Padding.SAME.outputSize(size, stride, stride, 1);
        return this;
    }

    LayerSequence globalAverage() {
        size = 1;
        return this;
    }

    LayerSequence last(int classes) {
        return add(Role.FIRST_OR_LAST, "classifier", classes, 1, 1, 1);
    }

    NetworkDescription describe(String name, double width) {
        return new NetworkDescription(name, width, layers);
    }

    /** The channel count at a width: the nearest integer to {@code width * base}. */
    static int scaled(double width, int base) {
        return (int) Math.round(width * base);
    }

    private LayerSequence add(Role role, String name, int outChannels, int kernel, int stride, int groups) {
        WeightLayer layer = layer(role, name, channels, outChannels, kernel, stride, groups, size);
        layers.add(layer);
        channels = outChannels;
        size = layer.outputSize();
        return this;
    }

    private static WeightLayer layer(
            Role role, String name, int in, int out, int kernel, int stride, int groups, int inSize) {
        ConvolutionGeometry geometry = new ConvolutionGeometry(
                in, out, Extent.square(kernel), Extent.square(stride), Extent.square(1), groups, Padding.SAME);
        return new WeightLayer(name, role, geometry, geometry.outputHeight(inSize));
    }
}
