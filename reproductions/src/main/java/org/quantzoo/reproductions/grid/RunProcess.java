package org.quantzoo.reproductions.grid;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of one run: its output goes to a file and is read for progress and last words. */
final class RunProcess {
    private static final Pattern EPOCH = Pattern.compile("^epoch (\\d+)/\\d+ .*");
    private static final Pattern GOING_ON = Pattern.compile("^Going on after epoch (\\d+) of \\d+$");
    private static final String SENTENCE = "reproduce: ";
    private static final int SIGNALS_FROM = 128;
    private static final int KILLED = 9;

    private final Process process;
    private final Path log;
    private String sentence;
    private String outOfMemory;
    private String lastLine = "";

    private RunProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process.
     *
     * @param log where its output goes; a former one is replaced
     */
    static RunProcess start(ChildCommand command, GridJob job, Path log) throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command.line(job)).redirectErrorStream(true);
        builder.environment().putAll(command.environment());
        return new RunProcess(builder.start(), log);
    }

    /**
     * Follows the process to its end.
     *
     * @param reached takes numbers of finished epochs, and whether an earlier process did them
     * @return the exit code
     */
    int follow(BiConsumer<Integer, Boolean> reached) throws IOException, InterruptedException {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter file = Files.newBufferedWriter(log)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                file.write(line);
                file.newLine();
                file.flush();
                take(line, reached);
            }
        }
        return process.waitFor();
    }

    private void take(String line, BiConsumer<Integer, Boolean> reached) {
        Matcher epoch = EPOCH.matcher(line);
        Matcher goingOn = GOING_ON.matcher(line);
        if (epoch.matches()) {
            reached.accept(Integer.parseInt(epoch.group(1)), false);
        } else if (goingOn.matches()) {
            reached.accept(Integer.parseInt(goingOn.group(1)), true);
        } else if (line.startsWith(SENTENCE)) {
            sentence = line.substring(SENTENCE.length());
        } else if (line.contains("OutOfMemoryError")) {
            outOfMemory = line.strip();
        }
        if (!line.isBlank() && !line.stripLeading().startsWith("at ")) {
            lastLine = line.strip();
        }
    }

    /** Ends the process, its log's last lines included. */
    void stop() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** One sentence on why it ended with this code. */
    String lastWords(int exitCode) {
        if (outOfMemory != null) {
            return "It ran out of memory (" + outOfMemory + "); run it alone, or with a larger heap.";
        }
        if (sentence != null) {
            return sentence;
        }
        if (exitCode == SIGNALS_FROM + KILLED) {
            return "It was killed (signal 9), as the operating system does where memory runs out; run fewer at a time.";
        }
        if (exitCode > SIGNALS_FROM) {
            return "It was ended by signal " + (exitCode - SIGNALS_FROM) + "; its last line was: " + lastLine;
        }
        return "It ended with code " + exitCode + "; its last line was: " + lastLine;
    }
}
