package org.quantzoo.zoo.pretrained;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A zip of one fixed form: named entries in a given order, stored without compression, no extra field, comment, flag or date, and
 * nothing before, between or behind them.
 *
 * <p>Any unzip program opens it. Because entries and content determine every byte, {@link #read} has nothing to interpret: names
 * that leave the folder, entries twice or overlapping, compression bombs and two directories that disagree cannot be expressed.
 * The general readers of the platform accept all of these. The form is part of the checkpoint format, so it is written down here
 * and does not follow a library's choices.
 */
final class StoredZip {
    private static final int LOCAL_HEADER = 0x04034b50;
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int LOCAL_HEADER_BYTES = 30;
    private static final int CENTRAL_HEADER_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final short VERSION = 10;
    private static final short STORED = 0;
    /** 1 January 1980, the first date that a zip can express. */
    private static final short DATE = 0x21;

    private StoredZip() {}

    /** Writes entries in the map's order; names are ASCII. */
    static byte[] write(Map<String, byte[]> entries) {
        int length = END_BYTES;
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            int name = entry.getKey().length();
            length = Math.addExact(
                    length, LOCAL_HEADER_BYTES + CENTRAL_HEADER_BYTES + 2 * name + entry.getValue().length);
        }
        ByteBuffer zip = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Integer> offsets = new LinkedHashMap<>();
        entries.forEach((name, content) -> {
            offsets.put(name, zip.position());
            zip.putInt(LOCAL_HEADER);
            putCommonHeader(zip, name, content);
            zip.put(name.getBytes(StandardCharsets.US_ASCII)).put(content);
        });
        int directory = zip.position();
        entries.forEach((name, content) -> {
            zip.putInt(CENTRAL_HEADER).putShort(VERSION);
            putCommonHeader(zip, name, content);
            // Comment length, disk, internal and external attributes.
            zip.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
            zip.putInt(offsets.get(name)).put(name.getBytes(StandardCharsets.US_ASCII));
        });
        int directoryBytes = zip.position() - directory;
        zip.putInt(END).putShort((short) 0).putShort((short) 0);
        zip.putShort((short) entries.size()).putShort((short) entries.size());
        zip.putInt(directoryBytes).putInt(directory).putShort((short) 0);
        return zip.array();
    }

    private static void putCommonHeader(ByteBuffer zip, String name, byte[] content) {
        zip.putShort(VERSION)
                .putShort((short) 0)
                .putShort(STORED)
                .putShort((short) 0)
                .putShort(DATE);
        zip.putInt(crc(content)).putInt(content.length).putInt(content.length);
        zip.putShort((short) name.length()).putShort((short) 0);
    }

    /**
     * Reads the entries of a zip of this form.
     *
     * @param names the entries that it must hold, in this order
     * @param source the file in an error message
     * @throws IOException if it deviates from the form in any byte
     */
    static Map<String, byte[]> read(byte[] content, List<String> names, String source) throws IOException {
        ByteBuffer zip = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (String name : names) {
            entries.put(name, readEntry(zip, name, source));
        }
        int directory = zip.position();
        if (zip.remaining() >= Integer.BYTES && zip.getInt(directory) == LOCAL_HEADER) {
            throw new IOException(source + " holds the entry \"" + nameAt(zip, directory) + "\" after its last one;"
                    + " expected exactly " + names + ".");
        }
        if (!Arrays.equals(content, write(entries))) {
            throw new IOException(source + " is damaged: the directory at its end is not that of its entries. Get the"
                    + " file again.");
        }
        return entries;
    }

    private static byte[] readEntry(ByteBuffer zip, String name, String source) throws IOException {
        int start = zip.position();
        if (zip.remaining() < LOCAL_HEADER_BYTES + name.length()) {
            throw new IOException(source + " ends before its entry \"" + name + "\". Get the file again.");
        }
        if (zip.getInt() != LOCAL_HEADER) {
            throw new IOException(source
                    + (start == 0
                            ? " is no checkpoint: it does not start like a zip."
                            : " lacks the" + " entry \"" + name + "\" at byte " + start + ".")
                    + " Get the file again.");
        }
        String found = nameAt(zip, start);
        if (!found.equals(name)) {
            throw new IOException(source + " holds the entry \"" + found + "\" where \"" + name + "\" is expected.");
        }
        zip.getShort();
        short flags = zip.getShort();
        short method = zip.getShort();
        if (flags != 0 || method != STORED) {
            throw new IOException(source + " holds the entry \"" + name + "\" compressed or encrypted (method " + method
                    + ", flags " + flags + "); expected it stored.");
        }
        zip.position(start + 14);
        int crc = zip.getInt();
        long length = Integer.toUnsignedLong(zip.getInt());
        zip.position(start + LOCAL_HEADER_BYTES + name.length());
        if (length > zip.remaining()) {
            throw new IOException(source + " is cut off: its entry \"" + name + "\" has " + length + " bytes, found "
                    + zip.remaining() + ". Get the file again.");
        }
        byte[] content = new byte[(int) length];
        zip.get(content);
        if (crc(content) != crc) {
            throw new IOException(source + " is damaged: its entry \"" + name
                    + "\" has another CRC than it says. Get the file again.");
        }
        return content;
    }

    /** The name of the entry whose local header starts at the position, as far as the file goes. */
    private static String nameAt(ByteBuffer zip, int header) {
        int from = Math.min(header + LOCAL_HEADER_BYTES, zip.limit());
        int length = zip.limit() < header + LOCAL_HEADER_BYTES ? 0 : Short.toUnsignedInt(zip.getShort(header + 26));
        int shown = Math.min(Math.min(length, 80), zip.limit() - from);
        return new String(zip.array(), from, shown, StandardCharsets.US_ASCII).replaceAll("\\p{Cntrl}", "?");
    }

    private static int crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }
}
