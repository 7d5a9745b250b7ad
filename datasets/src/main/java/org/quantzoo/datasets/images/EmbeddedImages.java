package org.quantzoo.datasets.images;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.quantzoo.datasets.store.Sha256;

/**
 * Draws the embedded images: ten classes of 32x32 RGB figures and textures, so that everything runs without any file.
 *
 * <p>The class is the {@link Figure}; colours (both of them, so also the sign of the contrast), position, size, angle, background
 * gradient, clutter and noise are drawn at random and say nothing about it. Classes keep their identity under every change the
 * {@linkplain Augmentation augmentations} make.
 *
 * <p>Test accuracy on the default set: softmax regression on the pixels 16 %, three convolutions trained for 8 epochs with
 * {@link Augmentation#papers()} 90 % ({@code EmbeddedImagesTests} measures both). Images depend on (seed, split, index) alone and are the same on every platform.
 */
public final class EmbeddedImages {

    /** The default number of training images. */
    public static final int TRAIN_IMAGES = 5_000;

    /** The default number of test images. */
    public static final int TEST_IMAGES = 1_000;

    /** The default seed. */
    public static final long SEED = 20_231;

    private static final ImageShape SHAPE = new ImageShape(32, 32, 3);
    private static final List<String> CLASS_NAMES = Stream.of(Figure.values())
            .map(f -> f.name().toLowerCase(Locale.ROOT))
            .toList();

    private EmbeddedImages() {}

    /** The embedded images in their default sizes. */
    public static ImageDataset dataset() {
        return dataset(TRAIN_IMAGES, TEST_IMAGES, SEED);
    }

    /**
     * Draws a dataset.
     *
     * @param trainImages number of training images, at least 1; classes follow each other in turn, so every prefix is balanced
     * @param testImages number of test images, at least 1
     * @param seed another seed draws other images of the same kind
     */
    public static ImageDataset dataset(int trainImages, int testImages, long seed) {
        LabeledImages train = draw(trainImages, seed, 0);
        LabeledImages test = draw(testImages, seed, 1);
        String sha256 = Sha256.of((train.sha256() + test.sha256()).getBytes(StandardCharsets.US_ASCII));
        String location = "EmbeddedImages.dataset(" + trainImages + ", " + testImages + ", " + seed + ")";
        DatasetProvenance provenance = new DatasetProvenance(
                "embedded", DatasetProvenance.Origin.GENERATED, location, sha256, trainImages, testImages, List.of());
        return new ImageDataset("embedded", train, test, Standardization.of(train), provenance);
    }

    private static LabeledImages draw(int count, long seed, int split) {
        if (count < 1) {
            throw new IllegalArgumentException("Expected at least one embedded image, found " + count + ".");
        }
        byte[] pixels = new byte[Math.multiplyExact(count, SHAPE.length())];
        int[] labels = new int[count];
        Painter painter = new Painter();
        for (int i = 0; i < count; i++) {
            labels[i] = i % Figure.values().length;
            SplittableRandom random = Draws.random(seed, split, i, Draws.Purpose.GENERATION);
            painter.paint(Figure.values()[labels[i]], random, pixels, i * SHAPE.length());
        }
        return new LabeledImages(pixels, labels, SHAPE, CLASS_NAMES);
    }

    /** Paints one image after the other, each wholly determined by its generator. */
    private static final class Painter {
        private static final int SIDE = 32;
        /** Half the width of a soft edge, in image coordinates, which run from -1 to 1. */
        private static final double SOFT = 1.0 / SIDE;

        private final double[] foreground = new double[3];
        private final double[] background = new double[3];
        private final double[] gradient = new double[3];
        private final double[][] clutter = new double[3][6];
        private final double[] colour = new double[3];

        void paint(Figure figure, SplittableRandom random, byte[] pixels, int at) {
            drawColours(random);
            double size = Draws.between(random, figure.smallest, figure.largest);
            double reach = figure.texture ? 1 : Math.max(0, 0.95 - size);
            double centreX = Draws.between(random, -reach, reach);
            double centreY = Draws.between(random, -reach, reach);
            double angle = Draws.between(random, 0, 2 * Math.PI);
            double cos = StrictMath.cos(angle) / size;
            double sin = StrictMath.sin(angle) / size;
            double tiltX = Draws.between(random, -0.5, 0.5);
            double tiltY = Draws.between(random, -0.5, 0.5);
            double noise = Draws.between(random, 0.02, 0.12);
            for (double[] spot : clutter) {
                spot[0] = Draws.between(random, -1, 1);
                spot[1] = Draws.between(random, -1, 1);
                spot[2] = Draws.between(random, 0.06, 0.14);
                for (int k = 3; k < 6; k++) {
                    spot[k] = Draws.between(random, 0, 1);
                }
            }
            for (int row = 0; row < SIDE; row++) {
                double y = (2 * row + 1.0) / SIDE - 1;
                for (int column = 0; column < SIDE; column++) {
                    double x = (2 * column + 1.0) / SIDE - 1;
                    double u = cos * (x - centreX) + sin * (y - centreY);
                    double v = -sin * (x - centreX) + cos * (y - centreY);
                    double cover = cover(figure.distance(u, v) * size);
                    double slope = 0.5 + tiltX * x + tiltY * y;
                    for (int k = 0; k < 3; k++) {
                        double ground = background[k] + slope * gradient[k];
                        colour[k] = ground + cover * (foreground[k] - ground);
                    }
                    addClutter(x, y);
                    long bits = random.nextLong();
                    for (int k = 0; k < 3; k++, bits >>>= 20) {
                        // The sum of two uniform draws, 10 bits each, is close enough to a bell curve for noise.
                        double bell = ((bits & 1023) + (bits >>> 10 & 1023)) / 1023.0 - 1;
                        int value = (int) (255 * (colour[k] + noise * bell) + 0.5);
                        pixels[at++] = (byte) Math.max(0, Math.min(255, value));
                    }
                }
            }
        }

        private void addClutter(double x, double y) {
            for (double[] spot : clutter) {
                double dx = x - spot[0];
                double dy = y - spot[1];
                if (dx * dx + dy * dy < spot[2] * spot[2]) {
                    for (int k = 0; k < 3; k++) {
                        colour[k] += 0.6 * (spot[k + 3] - colour[k]);
                    }
                }
            }
        }

        /** Two colours that can be told apart, and a gradient over the background. */
        private void drawColours(SplittableRandom random) {
            double distance;
            do {
                distance = 0;
                for (int k = 0; k < 3; k++) {
                    foreground[k] = Draws.between(random, 0, 1);
                    background[k] = Draws.between(random, 0, 1);
                    gradient[k] = Draws.between(random, -0.25, 0.25);
                    double d = foreground[k] - background[k];
                    distance += d * d;
                }
            } while (distance < 0.2);
        }

        private static double cover(double distance) {
            return Math.max(0, Math.min(1, 0.5 - distance / (2 * SOFT)));
        }
    }

    /** What is drawn: one value per class, in label order. */
    private enum Figure {
        DISK(false, 0.4, 0.7) {
            @Override
            double distance(double u, double v) {
                return radius(u, v) - 1;
            }
        },
        RING(false, 0.45, 0.75) {
            @Override
            double distance(double u, double v) {
                return Math.abs(radius(u, v) - 0.75) - 0.25;
            }
        },
        SQUARE(false, 0.5, 0.75) {
            @Override
            double distance(double u, double v) {
                return Math.max(Math.abs(u), Math.abs(v)) - 0.85;
            }
        },
        TRIANGLE(false, 0.5, 0.8) {
            @Override
            double distance(double u, double v) {
                return Math.max(-v, Math.abs(u) * SQRT3_HALF + v / 2) - 0.6;
            }
        },
        CROSS(false, 0.45, 0.75) {
            @Override
            double distance(double u, double v) {
                double a = Math.abs(u);
                double b = Math.abs(v);
                return Math.min(Math.max(a - 1, b - 0.28), Math.max(b - 1, a - 0.28));
            }
        },
        HALF_DISK(false, 0.5, 0.8) {
            @Override
            double distance(double u, double v) {
                return Math.max(radius(u, v) - 1, -v);
            }
        },
        STRIPES(true, 0.1, 0.2) {
            @Override
            double distance(double u, double v) {
                return wave(u);
            }
        },
        CHECKS(true, 0.14, 0.24) {
            @Override
            double distance(double u, double v) {
                double a = wave(u);
                double b = wave(v);
                return a * b > 0 ? -Math.min(Math.abs(a), Math.abs(b)) : Math.min(Math.abs(a), Math.abs(b));
            }
        },
        DOTS(true, 0.14, 0.24) {
            @Override
            double distance(double u, double v) {
                return radius(wave(u) + 1, wave(v) + 1) - 0.95;
            }
        },
        RIPPLES(true, 0.1, 0.2) {
            @Override
            double distance(double u, double v) {
                return wave(radius(u, v));
            }
        };

        private static final double SQRT3_HALF = Math.sqrt(3) / 2;

        /** Whether the figure fills the image. */
        private final boolean texture;

        /** The range of sizes: half the extent of a shape, a quarter of the period of a texture, in image coordinates. */
        private final double smallest;

        private final double largest;

        Figure(boolean texture, double smallest, double largest) {
            this.texture = texture;
            this.smallest = smallest;
            this.largest = largest;
        }

        /** The signed distance to the edge (negative inside) at a point in units of the figure's size. */
        abstract double distance(double u, double v);

        private static double radius(double u, double v) {
            return Math.sqrt(u * u + v * v);
        }

        /** A triangle wave of period 4 from -1 to 1, with slope 1 or -1. */
        private static double wave(double t) {
            double phase = t - 4 * Math.floor(t / 4);
            return Math.abs(phase - 2) - 1;
        }
    }
}
