package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketPair;
import dev.handfast.tls.LiveEvent;
import dev.handfast.tls.LiveEvent.Kind;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsSession;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;

/**
 * Certificate and key are rotated under load, with broken states in between: no handshake fails, what is broken is
 * never shown, and each is named once.
 */
@Tag("contract")
class LiveRotationTest {

    /** {@code -Dhandfast.rotations=1000} for the night. */
    private static final int ROTATIONS = Integer.getInteger("handfast.rotations", 100);
    private static final int BROKEN_EACH = 10;
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final LiveFixture PKI = new LiveFixture("rotation");

    @TempDir
    private Path directory;

    private final Set<Certificate> good = ConcurrentHashMap.newKeySet();
    private final List<LiveEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger full = new AtomicInteger();
    private final AtomicInteger resumed = new AtomicInteger();
    private SSLContext server;
    private SSLContext client;

    private static long openFiles() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private static long heap() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void note(SSLSession session) throws SSLException {
        assertTrue(good.contains(session.getPeerCertificates()[0]), "what was shown is good");
        (TlsSession.of(session).isResumed() ? resumed : full).incrementAndGet();
    }

    /** @param host null for a full handshake */
    private Certificate engines(String version, String host) throws SSLException {
        SSLEngine own = host == null ? client.createSSLEngine() : client.createSSLEngine(host, 443);
        own.setUseClientMode(true);
        SSLEngine other = server.createSSLEngine();
        other.setUseClientMode(false);
        EnginePair pair = new EnginePair(own, other).protocol(version).handshake();
        pair.send(pair.server(), new byte[10]);
        note(own.getSession());
        return own.getSession().getPeerCertificates()[0];
    }

    private Void load(String version, String host) throws SSLException {
        while (!over.get()) {
            engines(version, host);
        }
        return null;
    }

    private Void sockets() throws Exception {
        while (!over.get()) {
            try (SSLServerSocket listener = SocketPair.listener(server);
                    SocketPair pair = SocketPair.connect(client, listener).handshake()) {
                note(pair.client().getSession());
            }
        }
        return null;
    }

    private void write(Identity next, int way) throws IOException {
        switch (way % 3) {
            case 0 -> {
                Files.writeString(directory.resolve("tls.crt"), next.chainPem());
                Files.writeString(directory.resolve("tls.key"), next.keyPem());
            }
            case 1 -> {
                LiveFixture.replace(directory.resolve("tls.key"), next.keyPem());
                LiveFixture.replace(directory.resolve("tls.crt"), next.chainPem());
            }
            default -> {
                Files.delete(directory.resolve("tls.crt"));
                Files.delete(directory.resolve("tls.key"));
                Files.writeString(directory.resolve("tls.key"), next.keyPem());
                Files.writeString(directory.resolve("tls.crt"), next.chainPem());
            }
        }
    }

    /** Writes what must not be shown; a part of the line about it. */
    private String writeBroken(int which) throws IOException {
        Identity bad = PKI.identity("bad");
        Path crt = directory.resolve("tls.crt");
        String key = bad.keyPem();
        switch (which % 5) {
            case 0 -> LiveFixture.replace(directory.resolve("tls.key"), key);
            case 1 -> LiveFixture.replace(crt, bad.chainPem().substring(0, 300));
            case 2 -> LiveFixture.replace(crt, "");
            case 3 -> {
                LiveFixture.replace(directory.resolve("tls.key"), key);
                LiveFixture.replace(crt, LiveFixture.pemWithoutIssuer(bad).replace(key, ""));
            }
            default -> {
                Identity old = PKI.identity("old", content -> content.valid(-9, -1));
                LiveFixture.replace(directory.resolve("tls.key"), old.keyPem());
                LiveFixture.replace(crt, old.chainPem());
            }
        }
        return List.of("belongs to none", "no base64", "is empty", "are missing", "has expired").get(which % 5);
    }

    private long named(int from, String part) {
        return events.stream().skip(from).filter(event -> event.kind() == Kind.REFUSED
                && event.text().contains(part) && event.text().contains("tls.crt")).count();
    }

    private void requireLoad(List<Future<Void>> load) throws Exception {
        for (Future<Void> one : load) {
            if (one.isDone()) {
                Background.get(one);
            }
        }
    }

    @Test
    @Timeout(580)
    void rotatedUnderLoad() throws Exception {
        Identity first = PKI.identity("rotation 0");
        good.add(first.certificate());
        write(first, 1);
        LiveIdentities source = LiveIdentities.ofDirectory(directory, null).withInterval(INTERVAL)
                .withListener(events::add);
        server = TlsContext.builder(JsseStack.HANDFAST.provider()).follow(source).build();
        client = PKI.client();
        List<Future<Void>> load = new ArrayList<>();
        load.add(Background.start(() -> load("TLSv1.3", "localhost")));
        load.add(Background.start(() -> load("TLSv1.2", "localhost")));
        load.add(Background.start(this::sockets));
        long files = 0;
        long bytes = 0;
        long slowest = 0;
        int broken = 0;
        for (int i = 1; i <= ROTATIONS; i++) {
            if (i % BROKEN_EACH == 0) {
                int from = events.size();
                String part = writeBroken(broken++);
                while (named(from, part) == 0) {
                    engines("TLSv1.3", null);
                    requireLoad(load);
                }
                engines("TLSv1.2", null);
                assertEquals(1, named(from, part), () -> events.subList(from, events.size()).toString());
            }
            Identity next = PKI.identity("rotation " + i);
            good.add(next.certificate());
            write(next, i);
            long written = System.nanoTime();
            while (!engines(i % 2 == 0 ? "TLSv1.3" : "TLSv1.2", null).equals(next.certificate())) {
                requireLoad(load);
            }
            slowest = Math.max(slowest, System.nanoTime() - written);
            if (i == ROTATIONS / 10) {
                files = openFiles();
                bytes = heap();
            }
        }
        long grown = heap() - bytes;
        over.set(true);
        for (Future<Void> one : load) {
            Background.get(one);
        }
        System.out.println(ROTATIONS + " rotations, " + broken + " broken, " + full + " full and " + resumed
                + " resumed handshakes, slowest " + slowest / 1_000_000 + " ms, heap grown by " + grown
                + " bytes, files "
                + files + " then " + openFiles());
        assertTrue(resumed.get() > 0 && full.get() > ROTATIONS, full + " full, " + resumed + " resumed");
        // Sockets of the load come and go: three at a time.
        assertTrue(openFiles() <= files + 6, "files: " + files + " then " + openFiles());
        assertTrue(grown < 16 << 20, "heap grown by " + grown);
    }
}
