package org.quantzoo.datasets.store;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens HTTP connections with a limit on everything that can hang, name resolution included. */
final class HttpOpener {

    private final Duration connectTimeout;
    private final Duration readTimeout;

    HttpOpener(Duration connectTimeout, Duration readTimeout) {
        this.connectTimeout = connectTimeout;
        this.readTimeout = readTimeout;
    }

    /**
     * Asks for a file and waits for the head of the answer.
     *
     * @param from the first byte wanted
     */
    HttpURLConnection open(URI address, long from) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()));
        connection.setReadTimeout(Math.toIntExact(readTimeout.toMillis()));
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept-Encoding", "identity");
        if (from > 0) {
            connection.setRequestProperty("Range", "bytes=" + from + "-");
        }
        // The platform's resolver has no timeout that Java could set, so it gets a thread that may be left behind.
        FutureTask<Void> connecting = new FutureTask<>(() -> {
            connection.connect();
            return null;
        });
        Thread thread = new Thread(connecting, "quantzoo-connect");
        thread.setDaemon(true);
        thread.start();
        try {
            connecting.get(2 * connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("no connection within " + 2 * connectTimeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting", e);
        }
        return connection;
    }

    /** Whether a partial answer begins at the byte that was asked for. */
    static boolean continuesAt(HttpURLConnection connection, long from) {
        String range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + from + "-");
    }

    /** An exception in the words a user understands. */
    static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "no address for host " + e.getMessage();
        }
        if (e.getMessage() == null || e instanceof FileSystemException) { // whose message is a mere file name
            return e.toString().substring(e.getClass().getPackageName().length() + 1);
        }
        return e.getMessage();
    }
}
