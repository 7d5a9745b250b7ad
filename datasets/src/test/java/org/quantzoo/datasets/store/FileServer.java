package org.quantzoo.datasets.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves one file on the loopback interface, as well or as badly as a test asks. */
final class FileServer implements AutoCloseable {

    /** How the server answers. */
    enum Manner {
        /** As HTTP says, ranges included. */
        WELL,
        /** Ignores ranges and sends everything. */
        WITHOUT_RANGES,
        /** Announces the length and then stops halfway through what is left. */
        BREAKING_OFF,
        /** Says that there is no such file. */
        NOT_FOUND,
        /** Well, but only after a while. */
        SLOWLY
    }

    private final byte[] content;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** The Range header of every request, or "" where it had none. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile Manner manner = Manner.WELL;

    FileServer(byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/data.bin");
    }

    /** The file as published: name, checksum, and a limit of ten times its length. */
    RemoteFile file() {
        return new RemoteFile(address(), "data.bin", md5(content), 10L * content.length);
    }

    static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(range == null ? "" : range);
            int from = range == null || manner == Manner.WITHOUT_RANGES
                    ? 0
                    : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            if (manner == Manner.NOT_FOUND) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (from >= content.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            if (manner == Manner.SLOWLY) {
                pause();
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            int end = manner == Manner.BREAKING_OFF ? from + (content.length - from) / 2 : content.length;
            exchange.getResponseBody().write(Arrays.copyOfRange(content, from, end));
            exchange.getResponseBody().flush();
            if (end < content.length) {
                throw new IOException("breaking off"); // closes the connection
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
