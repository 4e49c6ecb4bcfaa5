package dev.handfast.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The files that foreign processes read, in a directory of this JVM that goes away with it. */
public final class Workspace {

    private static final class Shared {
        static final Workspace INSTANCE = new Workspace();
    }

    private final Path directory;

    private Workspace() {
        try {
            directory = Files.createTempDirectory("handfast-peers");
            Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
            Credentials credentials = Credentials.shared();
            Files.writeString(root(), credentials.server(KeyKind.P256).rootPem());
            Files.writeString(request(), Peer.REQUEST);
            for (KeyKind kind : KeyKind.values()) {
                write(credentials.server(kind));
                write(credentials.client(kind));
            }
            write(credentials.expired());
            write(credentials.wrongHost());
            write(credentials.unknownCa());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of this JVM. */
    public static Workspace shared() {
        return Shared.INSTANCE;
    }

    /** The directory. */
    public Path directory() {
        return directory;
    }

    /** The root that everybody trusts, in PEM. */
    public Path root() {
        return directory.resolve("root.pem");
    }

    /** A file with {@link Peer#REQUEST}. */
    public Path request() {
        return directory.resolve("request.txt");
    }

    /** The certificate chain without its root, in PEM. */
    public Path chain(Identity identity) {
        return directory.resolve(identity.name() + "-chain.pem");
    }

    /** The private key, in PEM. */
    public Path key(Identity identity) {
        return directory.resolve(identity.name() + "-key.pem");
    }

    /** A port that was free a moment ago, for servers that cannot choose one themselves. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until something listens on the port, or {@code process} has ended. */
    public static void awaitListening(int port, ExternalProcess process) throws IOException {
        long deadline = System.nanoTime() + ExternalProcess.PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (ConnectException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("nothing listens on port " + port + ": " + process, e);
                }
                LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
            }
        }
    }

    private void write(Identity identity) throws IOException {
        identity.writeChain(directory);
        identity.writeKey(directory);
        identity.writePkcs12(directory);
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("cannot delete " + directory + ": " + e);
        }
    }
}
