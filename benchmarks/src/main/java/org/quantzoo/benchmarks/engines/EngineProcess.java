package org.quantzoo.benchmarks.engines;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The process of one engine: it reads requests from standard input and answers each with one line on standard output.
 *
 * <p>Answers begin with {@link #MARK}, since native libraries print to standard output as they like. The process ends with its
 * input, so it never outlives the process that drives it.
 */
public final class EngineProcess {
    /** What every line of an answer begins with. */
    static final String MARK = "@quantzoo ";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine;
    private final PrintStream answers;

    private EngineProcess(Engine engine, PrintStream answers) {
        this.engine = engine;
        this.answers = answers;
    }

    /** Runs the engine whose class is named by the only argument, until standard input ends. */
    public static void main(String... arguments) throws ReflectiveOperationException, IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        Engine engine =
                (Engine) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        try (engine) {
            new EngineProcess(engine, answers).serve(System.in);
        }
        System.exit(0);
    }

    private void serve(InputStream requests) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            answers.println(MARK + JSON.writeValueAsString(answer(line)));
        }
    }

    private Reply answer(String line) {
        try {
            Request request = JSON.readValue(line, Request.class);
            return request.workload() != null
                    ? new Reply(prepare(request.workload()), null, null)
                    : new Reply(null, sample(request), null);
        } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
            e.printStackTrace();
            return new Reply(null, null, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private Prepared prepare(Workload workload) throws IOException {
        return engine.prepare(workload, SampleImages.read(Path.of(workload.images())));
    }

    private Sample sample(Request request) {
        engine.takeLayerSeconds();
        long start = System.nanoTime();
        int steps = 0;
        double seconds;
        do {
            engine.step();
            steps++;
            seconds = (System.nanoTime() - start) / 1e9;
        } while ((steps < request.steps() || seconds < request.atLeastSeconds())
                && (request.limitSeconds() <= 0 || seconds < request.limitSeconds()));
        return new Sample(steps, seconds, engine.takeLayerSeconds(), peakMemoryMiB());
    }

    private static Double peakMemoryMiB() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }
}
