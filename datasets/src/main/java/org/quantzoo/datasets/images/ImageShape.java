package org.quantzoo.datasets.images;

/**
 * The size of every image of a set.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels values per pixel, at least 1; 3 means red, green, blue
 */
public record ImageShape(int height, int width, int channels) {

    public ImageShape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException("An image needs at least one row, column and channel, found " + height
                    + "x" + width + "x" + channels + ".");
        }
    }

    /** The number of values of one image. */
    public int length() {
        return height * width * channels;
    }

    @Override
    public String toString() {
        return height + "x" + width + "x" + channels;
    }
}
