package org.quantzoo.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.zoo.models.SimpleBlockCnn;
import org.quantzoo.zoo.posttraining.OutputQuantization;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.quantization.RangeEstimator;

class CheckpointFileTests {
    private static final String SOURCE = "Checkpoint tiny";
    private static final List<String> ENTRIES = List.of("manifest.json", "network.json", "weights.bin");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final float LARGEST_BFLOAT16 = Float.intBitsToFloat(0x7f7f0000);

    private static ComputationGraph network;
    private static byte[] valid;
    private static byte[] validQuantized;
    private static byte[] validRounded;

    @BeforeAll
    static void encode() {
        network = SimpleBlockCnn.builder()
                .width(1.0 / 64)
                .inputShape(3, 8, 8)
                .blocksPerStage(1, 1, 1)
                .hiddenUnits(3)
                .seed(4)
                .build()
                .init();
        valid = CheckpointFile.encode(network);
        validQuantized = CheckpointFile.encode(quantized(4));
        validRounded = CheckpointFile.encode(network, FloatStorage.BFLOAT16);
    }

    @Test
    void aFloatNetworkComesBackBitForBit() throws IOException {
        QuantizedNetwork read = CheckpointFile.decode(valid, SOURCE, valid.length, Sha256.of(valid));
        assertThat(read.network().params()).isEqualTo(network.params());
        assertThat(read.network().getConfiguration()).isEqualTo(network.getConfiguration());
        assertThat(read.weights()).isEmpty();
        assertThat(read.activations()).isEmpty();
    }

    @Test
    void aNetworkWithWeightsInBfloat16ComesBackAsTheRoundedOneBitForBit() throws IOException {
        QuantizedNetwork read = CheckpointFile.decode(validRounded, SOURCE);
        network.paramTable().forEach((name, trained) -> {
            INDArray stored = read.network().paramTable().get(name);
            if (!name.endsWith("_W")) {
                // Biases, and scales, offsets and running statistics of batch normalisation.
                assertThat(stored).as(name).isEqualTo(trained);
                return;
            }
            float[] expected = trained.dup('c').data().asFloat();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = nearestBfloat16(expected[i]);
            }
            assertThat(stored.dup('c').data().asFloat()).as(name).isEqualTo(expected);
        });
        assertThat(read.network().getConfiguration()).isEqualTo(network.getConfiguration());
        assertThat(read.weights()).isEmpty();
        assertThat(CheckpointFile.encode(read.network(), FloatStorage.BFLOAT16))
                .as("rounding a rounded network again")
                .isEqualTo(validRounded);
    }

    @Test
    void weightsInBfloat16TakeTwoBytesAndEverythingElseFour() throws IOException {
        long weights = network.paramTable().entrySet().stream()
                .filter(parameter -> parameter.getKey().endsWith("_W"))
                .mapToLong(parameter -> parameter.getValue().length())
                .sum();
        assertThat(StoredZip.read(validRounded, ENTRIES, SOURCE).get("weights.bin"))
                .hasSize((int) (4 * network.numParams() - 2 * weights));
    }

    @Test
    void bfloat16IsTheNearestOfItsNumbersAndOfTwoTheEvenOne() {
        SplittableRandom random = new SplittableRandom(5);
        List<Integer> patterns = new ArrayList<>();
        // Both sides of every kind of tie, the smallest numbers, and numbers of all magnitudes.
        for (int upper : new int[] {0, 1, 2, 0x3f80, 0x3f81, 0x7f7e, 0x007f, 0x0080}) {
            for (int lower : new int[] {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff}) {
                patterns.add(upper << 16 | lower);
            }
        }
        random.ints(20_000).forEach(patterns::add);
        for (int bits : patterns) {
            for (int signed : new int[] {bits, bits ^ Integer.MIN_VALUE}) {
                float value = Float.intBitsToFloat(signed);
                if (Math.abs(value) <= LARGEST_BFLOAT16) {
                    assertThat(Float.floatToRawIntBits(stored(value)))
                            .as("%x", signed)
                            .isEqualTo(Float.floatToRawIntBits(nearestBfloat16(value)));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE})
    void aValueThatBfloat16DoesNotHoldIsNotWritten(float value) {
        INDArray values = Nd4j.createFromArray(1f, value);
        assertThatThrownBy(() -> new TensorStorage.Reals(FloatStorage.BFLOAT16).encode(values, "Tensor x/W"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Tensor x/W")
                .hasMessageEndingWith("every parameter is a finite number.");
    }

    @Test
    void filesThatNeedNoNewStorageStayInTheFirstVersion() throws IOException {
        for (byte[] file : List.of(valid, validQuantized)) {
            assertThat(MAPPER.readTree(entries(file).get("manifest.json"))
                            .get("version")
                            .intValue())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8, 11})
    void aQuantizedNetworkComesBackBitForBitFromItsLevels(int bits) throws IOException {
        QuantizedNetwork saved = quantized(bits);
        byte[] content = CheckpointFile.encode(saved);
        QuantizedNetwork read = CheckpointFile.decode(content, SOURCE);

        assertThat(read.network().params()).isEqualTo(saved.network().params());
        assertThat(read.weights()).isEqualTo(saved.weights());
        assertThat(read.activations()).isEqualTo(saved.activations());
        INDArray images = images();
        assertThat(read.network().outputSingle(images))
                .isEqualTo(saved.network().outputSingle(images));
    }

    @Test
    void weightsTakeTheirBits() throws IOException {
        long weights = quantized(4).weights().keySet().stream()
                .mapToLong(layer -> network.getLayer(layer).getParam("W").length())
                .sum();
        long biases = quantized(4).network().numParams() - weights;
        byte[] numbers = StoredZip.read(validQuantized, ENTRIES, SOURCE).get("weights.bin");
        // Each of the tensors may end within a byte.
        assertThat((long) numbers.length)
                .isBetween(
                        weights / 2 + 4 * biases,
                        weights / 2 + 4 * biases + quantized(4).weights().size());
    }

    @Test
    void theFileIsAZipThatAnyProgramOpens() throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(valid))) {
            for (String name : ENTRIES) {
                assertThat(zip.getNextEntry().getName()).isEqualTo(name);
                assertThat(zip.readAllBytes())
                        .isEqualTo(StoredZip.read(valid, ENTRIES, SOURCE).get(name));
            }
            assertThat(zip.getNextEntry()).isNull();
        }
    }

    @Test
    void aFileIsWrittenAndReadByName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("new/tiny.zip");
        CheckpointFile.write(network, file);
        assertThat(CheckpointFile.read(file).network().params()).isEqualTo(network.params());
        assertThatThrownBy(() -> CheckpointFile.read(folder.resolve("other.zip")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no file");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anotherLengthOrHashIsRefusedBeforeAnythingIsParsed() {
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        assertRefused(
                () -> CheckpointFile.decode(garbage, SOURCE, valid.length, Sha256.of(valid)),
                "has 7 bytes, expected " + valid.length);
        assertRefused(
                () -> CheckpointFile.decode(garbage, SOURCE, garbage.length, Sha256.of(valid)), "its SHA-256 is ");
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < valid.length; length += length < 300 || length > valid.length - 300 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(valid, length);
            assertThatThrownBy(() -> CheckpointFile.decode(cut, SOURCE))
                    .as("the first %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(SOURCE);
        }
    }

    @Test
    void everyBitFlipIsRefusedEvenWhereTheHashOfTheFileIsUnknown() {
        for (int bit = 0; bit < 8 * valid.length; bit += bit < 4_000 || bit > 8 * valid.length - 4_000 ? 1 : 397) {
            byte[] flipped = valid.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> CheckpointFile.decode(flipped, SOURCE))
                    .as("bit %d", bit)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(SOURCE);
        }
    }

    static Stream<Arguments> hostileFiles() throws IOException {
        return Stream.of(
                Arguments.of("an empty file", edit(zip -> new byte[0]), "ends before its entry \"manifest.json\""),
                Arguments.of("no zip", edit(zip -> "x".repeat(100).getBytes()), "does not start like a zip"),
                Arguments.of(
                        "bytes in front", edit(zip -> concatenate(new byte[] {0}, zip)), "does not start like a zip"),
                Arguments.of("bytes behind", edit(zip -> concatenate(zip, new byte[] {0})), "directory at its end"),
                Arguments.of("path traversal", named("../../evil.so"), "holds the entry \"../../evil.so\""),
                Arguments.of("an absolute path", named("/etc/passwd"), "holds the entry \"/etc/passwd\""),
                Arguments.of(
                        "an entry twice",
                        edit(zip -> replace(zip, "network.json", "weights.bin?")),
                        "where \"network.json\" is expected"),
                Arguments.of("an unknown entry", withExtraEntry(), "\"preprocessor.bin\" after its last one"),
                Arguments.of("a compression bomb", bomb(), "compressed or encrypted"),
                Arguments.of("a wrong CRC", edit(zip -> putInt(zip, 14, 7)), "another CRC"),
                Arguments.of(
                        "an entry longer than the file", edit(zip -> putInt(zip, 18, -1)), "is cut off: its entry"),
                Arguments.of(
                        "overlapping entries",
                        // The central directory's offset of the second entry points at the first.
                        edit(zip -> putInt(zip, centralDirectory(zip) + 46 + 13 + 42, 0)),
                        "directory at its end"),
                Arguments.of(
                        "a comment that hides a second directory",
                        edit(zip -> putShort(concatenate(zip, "PK".getBytes()), zip.length - 2, 2)),
                        "directory at its end"),
                Arguments.of("another format", manifest(m -> m.put("format", "zip")), "format \"zip\" version 1"),
                Arguments.of("a later version", manifest(m -> m.put("version", 3)), "version 3; this program reads"),
                Arguments.of("a version of 0", manifest(m -> m.put("version", 0)), "version 0; this program reads"),
                Arguments.of(
                        "a storage in a version without", manifest(m -> m.put("version", 2)), "has the fields [layer"),
                Arguments.of(
                        "no storage in a version with it",
                        manifest(rounded(), m -> m.put("version", 1)),
                        "has the fields [layer"),
                Arguments.of(
                        "an unknown storage",
                        storage("\"float8\""),
                        "has the storage \"float8\"; expected one of [\"float32\", \"bfloat16\"] or a quantizer"),
                Arguments.of("a storage that is no text", storage("16"), "has the storage 16; expected"),
                Arguments.of("no storage", storage("null"), "has the storage null; expected"),
                Arguments.of("a storage of another size", storage("\"float32\""), "need"),
                Arguments.of("levels for bfloat16", storage(QUANTIZER), "need"),
                Arguments.of(
                        "a storage that is an impossible quantizer",
                        storage(QUANTIZER.replace("4,", "1,")),
                        "2 to 16 bits, found 1"),
                Arguments.of(
                        "a NaN in bfloat16",
                        weights(rounded(), w -> putShort(w, 0, 0x7fc0)),
                        "tensor stem.conv/W holds the value NaN"),
                Arguments.of(
                        "an infinity in bfloat16",
                        weights(rounded(), w -> putShort(w, 0, 0xff80)),
                        "holds the value -Infinity"),
                Arguments.of(
                        "half a bfloat16 too few", weights(rounded(), w -> Arrays.copyOf(w, w.length - 1)), "need"),
                Arguments.of("an unknown field", manifest(m -> m.put("script", "x")), "has the fields"),
                Arguments.of("a missing field", manifest(m -> m.remove("tensors")), "has the fields"),
                Arguments.of("no list of tensors", manifest(m -> m.put("tensors", 1)), "is no list"),
                Arguments.of("a hash that is no text", manifest(m -> m.put("weightsSha256", 1)), "is no text"),
                Arguments.of(
                        "another hash of the numbers",
                        manifest(m -> m.put("weightsSha256", "0".repeat(64))),
                        "\"weights.bin\" does not have the SHA-256"),
                Arguments.of(
                        "another hash of the network",
                        manifest(m -> m.put("networkSha256", "0".repeat(64))),
                        "\"network.json\" does not have the SHA-256"),
                Arguments.of(
                        "a field twice",
                        entry("manifest.json", "{\"format\":\"a\",\"format\":\"b\"}"),
                        "its manifest is not JSON"),
                Arguments.of(
                        "a tensor twice",
                        manifest(m -> tensors(m).add(tensors(m).get(0))),
                        "twice"),
                Arguments.of(
                        "a missing tensor", manifest(m -> tensors(m).remove(0)), "the tensors of its manifest need"),
                Arguments.of(
                        "tensors in another order",
                        manifest(m -> tensors(m).add(tensors(m).remove(0))),
                        "as tensor 0; its network has stem.conv/W"),
                Arguments.of("a name of another layer", tensor(t -> t.put("layer", "x")), "holds x/W"),
                Arguments.of("a name that is no text", tensor(t -> t.put("layer", 7)), "that is no text"),
                Arguments.of("no shape", tensor(t -> t.putArray("shape")), "has no shape"),
                Arguments.of("an extent of 0", shape("[0]"), "an extent of 0"),
                Arguments.of("a negative extent", shape("[-1]"), "an extent of -1"),
                Arguments.of("a fractional extent", shape("[1.5]"), "an extent of 1.5"),
                Arguments.of("an endless extent", shape("[1e400]"), "an extent of"),
                Arguments.of(
                        "a product of extents that overflows",
                        shape("[2147483647,2147483647,2147483647]"),
                        "more elements than can be counted"),
                Arguments.of("another shape of the same size", shape("[27,1]"), "[27, 1] as tensor 0"),
                Arguments.of("levels for floats", tensor(t -> t.set("quantizer", json(QUANTIZER))), "need"),
                Arguments.of("no bits", quantizer("bits", "1"), "2 to 16 bits, found 1"),
                Arguments.of("too many bits", quantizer("bits", "17"), "2 to 16 bits, found 17"),
                Arguments.of("fractional bits", quantizer("bits", "4.5"), "expected a whole number"),
                Arguments.of("a scale that is not a number", quantizer("scale", "\"NaN\""), "expected a number"),
                Arguments.of("an infinite scale", quantizer("scale", "1e999"), "finite scale >= 0, found Infinity"),
                Arguments.of("a negative scale", quantizer("scale", "-1"), "finite scale >= 0, found -1.0"),
                Arguments.of("a zero point beyond the levels", quantizer("zeroPoint", "16"), "found 16"),
                Arguments.of("an infinite range", quantizer("max", "1e999"), "finite ends"),
                Arguments.of("a range without 0", quantizer("max", "-1e-9"), "impossible quantizer"),
                Arguments.of("a NaN among the numbers", weights(w -> putFloat(w, Float.NaN)), "holds the value NaN"),
                Arguments.of(
                        "an infinity among the numbers",
                        weights(w -> putFloat(w, Float.NEGATIVE_INFINITY)),
                        "holds the value -Infinity"),
                Arguments.of("too few numbers", weights(w -> Arrays.copyOf(w, w.length - 4)), "need"),
                Arguments.of("no network", network("[]"), "no network configuration"),
                Arguments.of("a network that is not JSON", network("{"), "configuration is not JSON"),
                Arguments.of(
                        "a class that runs code",
                        networkText(text -> text.replaceFirst("org.quantzoo.zoo.layers.Dense", "com.evil.Gadget")),
                        "names the class com.evil.Gadget"),
                Arguments.of(
                        "a class that runs code before one that does not",
                        networkText(text -> text.replaceFirst(
                                "\"@class\" : \"org.quantzoo.zoo.layers.Dense\"",
                                "\"@class\" : \"com.evil.Gadget\", $0")),
                        "configuration is not JSON"),
                Arguments.of(
                        "a class that runs code as a distribution",
                        networkText(text -> text.replaceFirst(
                                "\"weightInitFn\" : \\{[^}]*}",
                                "\"weightInitFn\" : {\"@class\" : \"org.deeplearning4j.nn.weights.WeightInitDistribution\","
                                        + " \"distribution\" : {\"type\" : \"com.evil.Gadget\"}}")),
                        "names the class com.evil.Gadget"),
                Arguments.of(
                        "a network of another size",
                        networkText(text -> text.replace("\"nout\" : 3", "\"nout\" : 300000000")),
                        "float parameters, expected"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileFiles")
    void aHostileFileIsRefusedWithASentenceOfItsOwn(String what, byte[] content, String reason) {
        assertRefused(() -> CheckpointFile.decode(content, SOURCE), reason);
    }

    private static float stored(float value) {
        TensorStorage storage = new TensorStorage.Reals(FloatStorage.BFLOAT16);
        byte[] bytes = storage.encode(Nd4j.createFromArray(value), SOURCE);
        assertThat(bytes).hasSize(2);
        try {
            return storage.decode(bytes, 0, 1, SOURCE)[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By its definition: of the two bfloat16 numbers around a value the nearer one, or the one that ends in a zero bit. */
    private static float nearestBfloat16(float value) {
        int towardsZero = Float.floatToRawIntBits(value) >>> 16;
        float low = Float.intBitsToFloat(towardsZero << 16);
        float high = Float.intBitsToFloat(towardsZero + 1 << 16);
        double toLow = Math.abs((double) value - low);
        double toHigh = Math.abs((double) high - value);
        return toLow < toHigh || toLow == toHigh && towardsZero % 2 == 0 ? low : high;
    }

    @Test
    void bitsBehindTheLastLevelAreRefused() throws IOException {
        byte[] packed = Levels.pack(new int[] {1, 2, 3}, 4);
        assertThat(Levels.unpack(packed, 0, 3, 4, "tensor")).containsExactly(1, 2, 3);
        packed[1] |= (byte) 0x80;
        assertRefused(() -> Levels.unpack(packed, 0, 3, 4, SOURCE), "bits set behind its last level");
    }

    private static final String QUANTIZER = "{\"bits\":4,\"scale\":0.1,\"zeroPoint\":3,\"min\":-0.3,\"max\":1.2}";

    private interface Reading {
        Object read() throws IOException;
    }

    private static void assertRefused(Reading reading, String reason) {
        assertThatThrownBy(reading::read)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(SOURCE)
                .hasMessageContaining(reason)
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("\n");
    }

    private static byte[] edit(UnaryOperator<byte[]> edit) {
        return edit.apply(valid == null ? initialised() : valid.clone());
    }

    /** Parameters are made before anything annotated runs. */
    private static byte[] initialised() {
        encode();
        return valid.clone();
    }

    private static Map<String, byte[]> entries(byte[] file) throws IOException {
        return new LinkedHashMap<>(StoredZip.read(file, ENTRIES, SOURCE));
    }

    /** The manifest changed, after its hashes were right. */
    private static byte[] manifest(Consumer<ObjectNode> edit) throws IOException {
        return manifest(edit(UnaryOperator.identity()), edit);
    }

    private static byte[] manifest(byte[] file, Consumer<ObjectNode> edit) throws IOException {
        Map<String, byte[]> entries = entries(file);
        ObjectNode manifest = (ObjectNode) MAPPER.readTree(entries.get("manifest.json"));
        edit.accept(manifest);
        entries.put("manifest.json", MAPPER.writeValueAsBytes(manifest));
        return StoredZip.write(entries);
    }

    private static ArrayNode tensors(ObjectNode manifest) {
        return (ArrayNode) manifest.get("tensors");
    }

    private static byte[] tensor(Consumer<ObjectNode> edit) throws IOException {
        return manifest(m -> edit.accept((ObjectNode) tensors(m).get(0)));
    }

    private static byte[] rounded() {
        edit(UnaryOperator.identity());
        return validRounded.clone();
    }

    /** Another storage of the first tensor, whose weights are in bfloat16. */
    private static byte[] storage(String storage) throws IOException {
        return manifest(rounded(), m -> ((ObjectNode) tensors(m).get(0)).set("storage", json(storage)));
    }

    private static byte[] shape(String shape) throws IOException {
        return tensor(t -> t.set("shape", json(shape)));
    }

    private static byte[] quantizer(String field, String value) throws IOException {
        edit(UnaryOperator.identity());
        String edited = QUANTIZER.replaceFirst("\"" + field + "\":[^,}]+", "\"" + field + "\":" + value);
        String manifest = new String(entries(validQuantized).get("manifest.json"), StandardCharsets.UTF_8);
        Map<String, byte[]> entries = entries(validQuantized);
        String changed = manifest.replaceFirst("\"quantizer\" : \\{[^}]*}", "\"quantizer\" : " + edited);
        entries.put("manifest.json", changed.getBytes(StandardCharsets.UTF_8));
        return StoredZip.write(entries);
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] entry(String name, String content) throws IOException {
        Map<String, byte[]> entries = entries(edit(UnaryOperator.identity()));
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        return StoredZip.write(entries);
    }

    /** Other numbers with their right hash. */
    private static byte[] weights(UnaryOperator<byte[]> edit) throws IOException {
        return weights(edit(UnaryOperator.identity()), edit);
    }

    private static byte[] weights(byte[] file, UnaryOperator<byte[]> edit) throws IOException {
        Map<String, byte[]> entries = entries(file);
        entries.put("weights.bin", edit.apply(entries.get("weights.bin")));
        String hash = Sha256.of(entries.get("weights.bin"));
        return manifest(StoredZip.write(entries), m -> m.put("weightsSha256", hash));
    }

    /** Another network with its right hash. */
    private static byte[] network(String configuration) throws IOException {
        return networkText(text -> configuration);
    }

    private static byte[] networkText(UnaryOperator<String> edit) throws IOException {
        Map<String, byte[]> entries = entries(edit(UnaryOperator.identity()));
        String text = edit.apply(new String(entries.get("network.json"), StandardCharsets.UTF_8));
        entries.put("network.json", text.getBytes(StandardCharsets.UTF_8));
        String hash = Sha256.of(entries.get("network.json"));
        return manifest(StoredZip.write(entries), m -> m.put("networkSha256", hash));
    }

    private static byte[] named(String name) {
        return StoredZip.write(Map.of(name, new byte[10]));
    }

    private static byte[] withExtraEntry() throws IOException {
        Map<String, byte[]> entries = entries(edit(UnaryOperator.identity()));
        entries.put("preprocessor.bin", new byte[3]);
        return StoredZip.write(entries);
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(new byte[10_000_000]);
        }
        return bytes.toByteArray();
    }

    private static byte[] concatenate(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static byte[] replace(byte[] zip, String name, String by) {
        String text = new String(zip, StandardCharsets.ISO_8859_1);
        return text.replace(name, by).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int centralDirectory(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6);
    }

    private static byte[] putInt(byte[] bytes, int at, int value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return bytes;
    }

    private static byte[] putShort(byte[] bytes, int at, int value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(at, (short) value);
        return bytes;
    }

    private static byte[] putFloat(byte[] bytes, float value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
        return bytes;
    }

    private static QuantizedNetwork quantized(int bits) {
        return new PostTrainingQuantizer(new QuantizationScheme(
                        bits,
                        bits,
                        new RangeEstimator.Absolute(),
                        new RangeEstimator.Absolute(),
                        OutputQuantization.PROBABILITIES))
                .quantize(network, List.of(images()));
    }

    private static INDArray images() {
        return Nd4j.rand(new int[] {6, 8, 8, 3}, Nd4j.getRandomFactory().getNewRandomInstance(3));
    }
}
