package org.quantzoo.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.datavec.image.loader.NativeImageLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.store.DatasetException;

class ImageFoldersTests {

    private static final int ORANGE = 0xff8000;
    private static final int BLUE = 0x0000ff;

    @TempDir
    Path root;

    @BeforeEach
    void writeImages() throws IOException {
        write("train/warm/b.png", "png", 8, 8, ORANGE);
        write("train/warm/a.png", "png", 8, 8, 0xff0000);
        write("train/cold/c.png", "png", 8, 8, BLUE);
        write("val/warm/d.jpg", "jpg", 16, 16, ORANGE);
        write("val/cold/e.png", "png", 8, 8, BLUE);
        Files.writeString(root.resolve("train/warm/notes.txt"), "not an image");
    }

    private void write(String file, String format, int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        write(file, format, image);
    }

    private void write(String file, String format, BufferedImage image) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        assertThat(ImageIO.write(image, format, path.toFile())).isTrue();
    }

    private static int[] rgb(LabeledImages images, int index, int row, int column) {
        return new int[] {
            images.value(index, row, column, 0),
            images.value(index, row, column, 1),
            images.value(index, row, column, 2)
        };
    }

    @Test
    void imagesComeAsRedGreenBlueInTheOrderOfClassAndFileNames() {
        ImageDataset dataset = ImageFolders.read(root, 8, 8);
        assertThat(dataset.train().classNames()).containsExactly("cold", "warm");
        assertThat(dataset.train().size()).isEqualTo(3);
        assertThat(rgb(dataset.train(), 0, 3, 3)).containsExactly(0, 0, 255);
        assertThat(rgb(dataset.train(), 1, 3, 3)).containsExactly(255, 0, 0);
        assertThat(rgb(dataset.train(), 2, 3, 3)).containsExactly(255, 128, 0);
        assertThat(dataset.train().label(2)).isEqualTo(1);
        assertThat(dataset.test().size()).isEqualTo(2);
        // JPEG keeps a uniform colour to within a few levels
        int[] jpeg = rgb(dataset.test(), 1, 3, 3);
        assertThat(jpeg[0]).isBetween(250, 255);
        assertThat(jpeg[1]).isBetween(123, 133);
        assertThat(jpeg[2]).isBetween(0, 6);
    }

    @Test
    void imagesAreCroppedAboutTheCentreAndResized() throws IOException {
        BufferedImage wide = new BufferedImage(40, 16, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 40; x++) {
                wide.setRGB(x, y, x < 12 || x >= 28 ? 0x00ff00 : y < 8 ? 0xff0000 : BLUE);
            }
        }
        write("train/cold/a.png", "png", wide);
        LabeledImages train = ImageFolders.read(root, 8, 8).train();
        assertThat(rgb(train, 0, 1, 0)).as("no green from the sides").containsExactly(255, 0, 0);
        assertThat(rgb(train, 0, 6, 7)).containsExactly(0, 0, 255);
    }

    @Test
    void greyImagesGetThreeEqualChannels() throws IOException {
        BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(3, 3, 0, 77);
        write("train/cold/a.png", "png", grey);
        assertThat(rgb(ImageFolders.read(root, 8, 8).train(), 0, 3, 3)).containsExactly(77, 77, 77);
    }

    @Test
    void imagesOfSixteenBitsAChannelAreRefused() throws IOException {
        BufferedImage deep = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(3, 3, 0, 60_000);
        write("train/cold/a.png", "png", deep);
        assertThatThrownBy(() -> ImageFolders.read(root, 8, 8))
                .isInstanceOf(DatasetException.class)
                .hasMessage(
                        root.resolve("train/cold/a.png")
                                + ": expected 8 bits a channel, found the value 60000.0; convert the image or remove the file.");
    }

    @Test
    void theDigestCoversNamesAndContents() throws IOException {
        String before = ImageFolders.read(root, 8, 8).provenance().sha256();
        assertThat(ImageFolders.read(root, 8, 8).provenance().sha256()).isEqualTo(before);
        write("train/cold/c.png", "png", 8, 8, 0x0000fe);
        String changed = ImageFolders.read(root, 8, 8).provenance().sha256();
        assertThat(changed).isNotEqualTo(before);
        Files.move(root.resolve("train/cold/c.png"), root.resolve("train/cold/f.png"));
        assertThat(ImageFolders.read(root, 8, 8).provenance().sha256()).isNotEqualTo(changed);
    }

    @Test
    void aBrokenImageIsNamed() throws IOException {
        Path broken = Files.writeString(root.resolve("train/cold/x.png"), "no picture");
        assertThatThrownBy(() -> ImageFolders.read(root, 8, 8))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(broken + ": expected an image that OpenCV can read, found '");
    }

    @Test
    void missingFoldersAreNamed() throws IOException {
        assertThatThrownBy(() -> ImageFolders.read(root.resolve("val"), 8, 8))
                .isInstanceOf(DatasetException.class)
                .hasMessage(root.resolve("val")
                        + ": expected a folder train, found none; arrange the images as train/CLASS/FILE.");
        Files.createDirectories(root.resolve("train/new"));
        assertThatThrownBy(() -> ImageFolders.read(root, 8, 8))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected the classes of " + root.resolve("train") + ", [cold, new, warm], found"
                        + " [cold, warm]");
        Files.createDirectories(root.resolve("val/new"));
        assertThatThrownBy(() -> ImageFolders.read(root, 8, 8))
                .isInstanceOf(DatasetException.class)
                .hasMessage(root.resolve("train/new")
                        + ": expected image files, found none; add some or remove the folder.");
    }

    @Test
    void imagesThatDoNotFitIntoOneArrayAreRefused() {
        assertThatThrownBy(() -> ImageFolders.read(root, 20_000, 20_000))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected images that fit into 2 GiB, found 3 of 20000x20000x3");
    }

    /** The reason for the reversal of channels in {@link ImageFolders}; fails when DataVec changes its order. */
    @Test
    void dataVecLoadsBlueFirst() throws IOException {
        INDArray image = new NativeImageLoader(8, 8, 3)
                .asMatrix(root.resolve("train/warm/b.png").toFile());
        assertThat(image.getFloat(0, 0, 3, 3)).isEqualTo(0);
        assertThat(image.getFloat(0, 1, 3, 3)).isEqualTo(128);
        assertThat(image.getFloat(0, 2, 3, 3)).isEqualTo(255);
    }

    /** The reason for the own crop in {@link ImageFolders}; fails when DataVec crops both sides. */
    @Test
    void dataVecsCentreCropKeepsOneSide() throws IOException {
        BufferedImage wide = new BufferedImage(24, 8, BufferedImage.TYPE_INT_RGB);
        wide.setRGB(23, 4, 0xffffff);
        write("wide.png", "png", wide);
        INDArray image = new NativeImageLoader(8, 16, 3, true)
                .asMatrix(root.resolve("wide.png").toFile());
        // 24 - 8 = 16 columns are left instead of 8, the last of them the image's last
        assertThat(image.getFloat(0, 0, 4, 15)).isEqualTo(255);
    }
}
