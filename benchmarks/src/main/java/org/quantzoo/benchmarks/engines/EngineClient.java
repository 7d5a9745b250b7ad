package org.quantzoo.benchmarks.engines;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Drives the process of one engine.
 *
 * <p>Between requests the process waits and uses no processor, so that several can be kept warm and sampled in turn.
 */
public final class EngineClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXIT_CODE_SECONDS = 20;
    /** An engine has nothing to save; this is for its log. */
    private static final int FAREWELL_SECONDS = 2;

    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;
    private final String engine;

    private EngineClient(String engine, Process process) {
        this.engine = engine;
        this.process = process;
        this.requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts the process, with this process' Java and class path.
     *
     * @param engineClass name of an {@link Engine} with a public constructor without parameters
     * @param threads given to every native library that asks the environment
     * @param jvmOptions more options for Java
     * @param log what the process prints besides its answers
     */
    public static EngineClient start(String engineClass, int threads, List<String> jvmOptions, File log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(EngineProcess.class.getName(), engineClass));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log));
        for (String variable : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
            builder.environment().put(variable, Integer.toString(threads));
        }
        // Nothing leaves the machine while it is measured.
        builder.environment().put("OPT_OUT_TRACKING", "true");
        return new EngineClient(engineClass.substring(engineClass.lastIndexOf('.') + 1), builder.start());
    }

    /**
     * Builds the network and the batches.
     *
     * @throws IOException where the engine fails or its process ends
     */
    public Prepared prepare(Workload workload) throws IOException {
        return ask(Request.prepare(workload)).prepared();
    }

    /**
     * Runs the engine until its code is compiled and its memory in place; the speed is no measurement.
     *
     * @param steps at least so many
     * @param seconds and for at least so long
     * @throws IOException where the engine fails or its process ends
     */
    public Sample warmUp(int steps, double seconds) throws IOException {
        return ask(Request.sample(steps, seconds, 0)).sample();
    }

    /**
     * Takes a sample.
     *
     * @param limitSeconds after how many seconds it stops early, once it has a step; 0 for never
     * @throws IOException where the engine fails or its process ends
     */
    public Sample sample(int steps, double limitSeconds) throws IOException {
        return ask(Request.sample(steps, 0, limitSeconds)).sample();
    }

    private Reply ask(Request request) throws IOException {
        try {
            requests.write(JSON.writeValueAsString(request) + "\n");
            requests.flush();
        } catch (IOException e) {
            throw ended(e);
        }
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            int mark = line.indexOf(EngineProcess.MARK);
            if (mark >= 0) {
                Reply reply = JSON.readValue(line.substring(mark + EngineProcess.MARK.length()), Reply.class);
                if (reply.error() != null) {
                    throw new IOException(engine + " failed: " + reply.error());
                }
                return reply;
            }
        }
        throw ended(null);
    }

    private IOException ended(IOException cause) {
        try {
            process.waitFor(EXIT_CODE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String code = process.isAlive() ? "while running" : "with exit code " + process.exitValue();
        return new IOException(
                "The process of " + engine + " closed its output " + code + "; its log says why (137 is usually too"
                        + " little memory).",
                cause);
    }

    /** Ends the process. */
    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException e) {
            // The process is gone already, which is what is wanted.
        }
        try {
            if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
