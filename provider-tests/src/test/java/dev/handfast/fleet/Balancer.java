package dev.handfast.fleet;

import dev.handfast.peers.Background;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands TCP connections to servers in turn, over those that do not answer, and records what clients send. */
final class Balancer implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 120_000;

    private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final List<Integer> servers;
    private final AtomicInteger next = new AtomicInteger();

    private volatile ByteArrayOutputStream recording;

    /** Serves at once. */
    Balancer(Integer... ports) throws IOException {
        servers = new CopyOnWriteArrayList<>(ports);
        Background.run(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Sends what would go to one port to another, as after a restart. */
    void replace(int old, int port) {
        servers.set(servers.indexOf(old), port);
    }

    /** The first bytes that the client which came last has sent, so many. */
    byte[] recorded(int length) {
        byte[] all = recording.toByteArray();
        if (all.length < length) {
            throw new IllegalStateException(all.length + " bytes were recorded of " + length);
        }
        return Arrays.copyOf(all, length);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Background.run(() -> serve(client));
        }
    }

    private void serve(Socket client) throws Exception {
        try (client; Socket server = connect()) {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            recording = record;
            var toServer = Background.run(() -> {
                copy(client, server, record);
                server.shutdownOutput();
            });
            copy(server, client, null);
            // A server that has ended need not have read all.
            client.close();
            Background.get(toServer);
        }
    }

    private Socket connect() throws IOException {
        int first = Math.floorMod(next.getAndIncrement(), servers.size());
        for (int i = 0;; i++) {
            try {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), servers.get((first + i) % servers.size()));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                if (i + 1 == servers.size()) {
                    throw e;
                }
            }
        }
    }

    /** Copies to the end; {@code record}, if not null, keeps a copy. */
    private static void copy(Socket from, Socket to, ByteArrayOutputStream record) throws IOException {
        from.setSoTimeout(PATIENCE_MILLIS);
        from.setTcpNoDelay(true);
        byte[] buffer = new byte[20_000];
        InputStream in = from.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (record != null) {
                record.write(buffer, 0, n);
            }
            to.getOutputStream().write(buffer, 0, n);
        }
    }
}
