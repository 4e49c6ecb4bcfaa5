package dev.handfast.fleet;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.EngineWire;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsSession;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * A server in a JVM of its own. The lines of a connection are {@code hello 0}, {@code hello 1} and so on; it answers
 * each with {@code <name> resumed|full early|late <line>}. It prints its port, and on how many connections early data
 * came, when a line comes in on standard input. Key store and settings are properties.
 */
public final class Node {

    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    private static final int EARLY = 4096;
    private static final int IDLE_MILLIS = 120_000;

    private final String name;
    private final SSLContext context;
    private final AtomicInteger early = new AtomicInteger();

    private Node(String name, SSLContext context) {
        this.name = name;
        this.context = context;
    }

    /** What the client says as its number {@code i}. */
    static String line(int i) {
        return "hello " + i + "\n";
    }

    /** Serves until standard input ends. */
    public static void main(String[] arguments) throws Exception {
        SSLContext context = SSLContext.getInstance("Default", new HandfastProvider());
        TlsContext.of(context).acceptEarlyData(EARLY);
        new Node(arguments[0], context).run();
    }

    private void run() throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "connection");
            thread.setDaemon(true);
            return thread;
        });
        try (ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            threads.execute(() -> accept(listener, threads));
            System.out.println("MODULE " + HandfastProvider.class.getModule().getName());
            System.out.println("PORT " + listener.getLocalPort());
            while (input.readLine() != null) {
                System.out.println("EARLY " + early + " .");
            }
        }
    }

    private void accept(ServerSocket listener, ExecutorService threads) {
        try {
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            System.out.println("END " + e.getMessage());
        }
    }

    /** Before it closes the socket it has counted: who sees the end can ask for the figure. */
    private void serve(Socket socket) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        try (socket) {
            socket.setTcpNoDelay(true);
            EngineWire wire = new EngineWire(engine, socket);
            socket.setSoTimeout(IDLE_MILLIS);
            boolean open = wire.readUntilOrEnd(line(0));
            boolean isEarly = TlsConnection.of(engine).earlyData().received() > 0;
            if (isEarly) {
                early.incrementAndGet();
                // It came to the application: that it may be answered early is shown elsewhere.
                wire.handshake();
            }
            boolean isResumed = TlsSession.of(engine.getSession()).isResumed();
            for (int i = 0; open; i++) {
                wire.write((name + (isResumed ? " resumed " : " full ") + (isEarly ? "early " : "late ") + line(i))
                        .getBytes(StandardCharsets.US_ASCII));
                open = wire.readUntilOrEnd(line(i + 1));
            }
            wire.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection failed", e);
        }
    }
}
