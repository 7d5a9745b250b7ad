package org.quantzoo.datasets.architectures;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A list of architectures with where it comes from, and its file.
 *
 * <p>File: the magic {@code QZARCH}, a version byte, the split's name (one length byte, UTF-8), the seed (8 bytes), the count (4
 * bytes), the records, and the SHA-256 of all that. Numbers are big-endian. A record has a byte each for cells, for the stem
 * (kernel, type, pool, batch normalisation) and for the head (layers, pooling, channel multiplier, steps), two for the
 * channels, two for the hidden width, two for the concat list as a bit set, and one per edge: operation code and input state.
 *
 * @param split name of the split
 * @param seed seed the split was drawn with
 * @param architectures in index order
 */
public record ArchitectureFile(String split, long seed, List<Architecture> architectures) {

    private static final byte[] MAGIC = "QZARCH".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int HASH_BYTES = 32;
    private static final int SMALLEST_RECORD = 11;
    private static final int LARGEST_RECORD = 9 + 4 * Genotype.MAX_STEPS;

    public ArchitectureFile {
        architectures = List.copyOf(architectures);
        if (split.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw new IllegalArgumentException("The name of a split has at most 255 bytes; found \"" + split + "\".");
        }
    }

    /**
     * Writes the file: first under a temporary name in the same directory, then moved into place.
     *
     * @throws IOException if it cannot be written; a file that was there before is then unchanged
     */
    public void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path temporary =
                Files.createTempFile(target.getParent(), target.getFileName().toString(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(toBytes());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Reads a file and verifies it before anything in it is used.
     *
     * @throws IOException if the file cannot be read, is of another kind or version, or is damaged
     */
    public static ArchitectureFile read(Path file) throws IOException {
        return parse(Files.readAllBytes(file), file.toString());
    }

    /** The SHA-256 of the content, which also ends the file, in hexadecimal. */
    public String sha256() {
        byte[] bytes = toBytes();
        return HexFormat.of().formatHex(bytes, bytes.length - HASH_BYTES, bytes.length);
    }

    /** The architectures as text: one genotype in JSON per line, in index order. */
    public String toText() {
        return architectures.stream().map(ArchitectureJson::write).collect(Collectors.joining("\n", "", "\n"));
    }

    byte[] toBytes() {
        byte[] name = split.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(
                MAGIC.length + 14 + name.length + architectures.size() * LARGEST_RECORD + HASH_BYTES);
        buffer.put(MAGIC)
                .put(VERSION)
                .put((byte) name.length)
                .put(name)
                .putLong(seed)
                .putInt(architectures.size());
        architectures.forEach(architecture -> put(buffer, architecture));
        buffer.put(sha256(buffer.array(), buffer.position()));
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static void put(ByteBuffer buffer, Architecture architecture) {
        Genotype genotype = architecture.genotype();
        buffer.put((byte) architecture.cells());
        buffer.put((byte) (architecture.stemKernel()
                | architecture.stemType() << 4
                | bit(architecture.stemPool(), 5)
                | bit(architecture.batchNorm(), 6)));
        buffer.put((byte) (genotype.steps()
                | bit(architecture.fcLayers() == 2, 4)
                | bit(architecture.globalPooling(), 5)
                | bit(architecture.channelMultiplier() == 2, 6)));
        buffer.putShort((short) architecture.channels());
        buffer.putShort((short) architecture.fcWidth());
        int concat = 0;
        for (int state : genotype.concat()) {
            concat |= 1 << state;
        }
        buffer.putShort((short) concat);
        genotype.normal().forEach(edge -> put(buffer, edge));
        genotype.reduce().forEach(edge -> put(buffer, edge));
    }

    private static void put(ByteBuffer buffer, CellEdge edge) {
        buffer.put((byte) (edge.operation().code() << 4 | edge.input()));
    }

    private static int bit(boolean value, int position) {
        return value ? 1 << position : 0;
    }

    static ArchitectureFile parse(byte[] bytes, String source) throws IOException {
        int end = bytes.length - HASH_BYTES;
        if (end < MAGIC.length + 14 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("File " + source + " is not a list of architectures: it does not start with QZARCH.");
        }
        if (bytes[MAGIC.length] != VERSION) {
            throw new IOException("File " + source + " has format version " + bytes[MAGIC.length]
                    + "; this program reads" + " version " + VERSION + ". Generate the file again.");
        }
        if (!Arrays.equals(sha256(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw new IOException(
                    "File " + source + " is damaged: its SHA-256 does not match. Generate the file again.");
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, end).position(MAGIC.length + 1);
            byte[] name = new byte[buffer.get() & 0xFF];
            buffer.get(name);
            long seed = buffer.getLong();
            int count = buffer.getInt();
            if (count < 0 || count > buffer.remaining() / SMALLEST_RECORD) {
                throw new IllegalArgumentException("it cannot hold the " + count + " architectures it states");
            }
            List<Architecture> architectures = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                architectures.add(get(buffer));
            }
            if (buffer.hasRemaining()) {
                throw new IllegalArgumentException(buffer.remaining() + " bytes follow its last record");
            }
            return new ArchitectureFile(new String(name, StandardCharsets.UTF_8), seed, architectures);
        } catch (BufferUnderflowException e) {
            throw new IOException("File " + source + " is malformed: its last record is cut off.", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("File " + source + " is malformed: " + e.getMessage(), e);
        }
    }

    private static Architecture get(ByteBuffer buffer) {
        int cells = buffer.get() & 0xFF;
        int stem = buffer.get();
        int head = buffer.get();
        int channels = buffer.getShort() & 0xFFFF;
        int fcWidth = buffer.getShort() & 0xFFFF;
        int concatBits = buffer.getShort() & 0xFFFF;
        List<Integer> concat = new ArrayList<>();
        for (int state = 0; state < 16; state++) {
            if ((concatBits >> state & 1) == 1) {
                concat.add(state);
            }
        }
        int edges = 2 * (head & 0xF);
        Genotype genotype = new Genotype(edges(buffer, edges), edges(buffer, edges), concat);
        return new Architecture(
                genotype,
                channels,
                cells,
                stem & 0xF,
                stem >> 4 & 1,
                (stem >> 5 & 1) == 1,
                (stem >> 6 & 1) == 1,
                1 + (head >> 6 & 1),
                1 + (head >> 4 & 1),
                fcWidth,
                (head >> 5 & 1) == 1);
    }

    private static List<CellEdge> edges(ByteBuffer buffer, int count) {
        List<CellEdge> edges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int edge = buffer.get() & 0xFF;
            edges.add(new CellEdge(CellOperation.ofCode(edge >> 4), edge & 0xF));
        }
        return edges;
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }
}
