package org.quantzoo.datasets.images;

/**
 * One geometric change of an image, and the loop that resamples bytes into standardised floats with it.
 *
 * <p>A warp is mutable so that a whole epoch needs one object: {@link Augmentation#draw} overwrites it for every image. It says
 * for each output pixel where in the input its value lies. Not for use by two threads at once.
 */
public final class ImageWarp {

    private enum Kind {
        SHIFT,
        AFFINE
    }

    private Kind kind = Kind.SHIFT;
    private int down;
    private int right;
    private boolean mirrored;
    private final double[] affine = new double[6];

    /** Leaves the image as it is. */
    public void setIdentity() {
        setShift(0, 0, false);
    }

    /**
     * Reads output pixel (r, c) at input pixel (r + down, c + right); outside the image it is black, which is pixel value 0.
     *
     * @param mirrored whether the result is flipped left to right
     */
    public void setShift(int down, int right, boolean mirrored) {
        this.kind = Kind.SHIFT;
        this.down = down;
        this.right = right;
        this.mirrored = mirrored;
    }

    /**
     * Reads the output pixel at (r, c) at the input position ({@code rr r + rc c + r0}, {@code cr r + cc c + c0}), bilinearly, where
     * both positions are measured from the image centre; a position outside the image is moved to the nearest one inside.
     */
    public void setAffine(double rr, double rc, double r0, double cr, double cc, double c0) {
        this.kind = Kind.AFFINE;
        affine[0] = rr;
        affine[1] = rc;
        affine[2] = r0;
        affine[3] = cr;
        affine[4] = cc;
        affine[5] = c0;
    }

    /**
     * Resamples one image and standardises it on the way.
     *
     * @param source unsigned bytes, row by row, channels innermost
     * @param sourceOffset where the image begins
     * @param shape its size
     * @param scale factor per channel: the output is {@code value * scale + offset}, with values from 0 to 255
     * @param offset summand per channel
     * @param target receives {@code shape.length()} floats in the same order
     * @param targetOffset where they begin
     */
    public void resample(
            byte[] source,
            int sourceOffset,
            ImageShape shape,
            float[] scale,
            float[] offset,
            float[] target,
            int targetOffset) {
        if (kind == Kind.SHIFT) {
            shift(source, sourceOffset, shape, scale, offset, target, targetOffset);
        } else {
            affine(source, sourceOffset, shape, scale, offset, target, targetOffset);
        }
    }

    private void shift(
            byte[] source, int sourceOffset, ImageShape shape, float[] scale, float[] offset, float[] target, int to) {
        int height = shape.height();
        int width = shape.width();
        int channels = shape.channels();
        for (int r = 0; r < height; r++) {
            int row = r + down;
            boolean rowInside = row >= 0 && row < height;
            for (int c = 0; c < width; c++) {
                int column = (mirrored ? width - 1 - c : c) + right;
                if (rowInside && column >= 0 && column < width) {
                    int from = sourceOffset + (row * width + column) * channels;
                    for (int k = 0; k < channels; k++) {
                        target[to++] = (source[from + k] & 0xff) * scale[k] + offset[k];
                    }
                } else {
                    for (int k = 0; k < channels; k++) {
                        target[to++] = offset[k];
                    }
                }
            }
        }
    }

    private void affine(
            byte[] source, int sourceOffset, ImageShape shape, float[] scale, float[] offset, float[] target, int to) {
        int height = shape.height();
        int width = shape.width();
        int channels = shape.channels();
        int stride = width * channels;
        double middleRow = (height - 1) / 2.0;
        double middleColumn = (width - 1) / 2.0;
        double lastRow = height - 1;
        double lastColumn = width - 1;
        for (int r = 0; r < height; r++) {
            double fromMiddle = r - middleRow;
            double rowStart = affine[0] * fromMiddle + affine[2] + middleRow;
            double columnStart = affine[3] * fromMiddle + affine[5] + middleColumn;
            for (int c = 0; c < width; c++) {
                double y = Math.min(Math.max(rowStart + affine[1] * (c - middleColumn), 0), lastRow);
                double x = Math.min(Math.max(columnStart + affine[4] * (c - middleColumn), 0), lastColumn);
                int top = (int) y;
                int left = (int) x;
                float wy = (float) (y - top);
                float wx = (float) (x - left);
                int a = sourceOffset + top * stride + left * channels;
                int b = left < width - 1 ? a + channels : a;
                int below = top < height - 1 ? stride : 0;
                float w11 = wy * wx;
                float w10 = wy - w11;
                float w01 = wx - w11;
                float w00 = 1 - wy - w01;
                for (int k = 0; k < channels; k++) {
                    float value = w00 * (source[a + k] & 0xff)
                            + w01 * (source[b + k] & 0xff)
                            + w10 * (source[a + below + k] & 0xff)
                            + w11 * (source[b + below + k] & 0xff);
                    target[to++] = value * scale[k] + offset[k];
                }
            }
        }
    }
}
