package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The log of one run, one JSON object a line, appended to by every process that works on the run. */
public final class EventLog {
    private final Path file;
    private final List<Event> events;

    private EventLog(Path file, List<Event> events) {
        this.file = file;
        this.events = events;
    }

    /** Opens or begins a log; the half line that a killed process may leave at the end is cut off. */
    public static EventLog open(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new EventLog(file, new ArrayList<>());
        }
        byte[] content = Files.readAllBytes(file);
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        if (end < content.length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(end);
            }
        }
        return new EventLog(file, read(file));
    }

    /** The events of a log file. */
    public static List<Event> read(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            try {
                events.add(Json.mapper().readValue(line, Event.class));
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(
                        "Line " + number + " of the run log " + file
                                + " is not an event; delete the run's folder and run its cell again.",
                        e);
            }
        }
        return events;
    }

    /** All events, the oldest first. */
    public List<Event> events() {
        return Collections.unmodifiableList(events);
    }

    /** Whether there is an event of this kind. */
    public boolean has(Event.Kind kind) {
        return events.stream().anyMatch(event -> event.event() == kind);
    }

    /** Appends one event and hands it to the operating system before returning. */
    public void append(Event.Kind kind, Map<String, Object> data) throws IOException {
        Event event = new Event(Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(), kind, data);
        byte[] line = (Json.line(event) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(line);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
        events.add(event);
    }
}
