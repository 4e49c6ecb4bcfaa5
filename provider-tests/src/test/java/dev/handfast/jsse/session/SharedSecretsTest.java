package dev.handfast.jsse.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.peers.Background;
import dev.handfast.session.TicketSealer;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Ticket secrets of a fleet that change while nodes run. */
@Tag("contract")
class SharedSecretsTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final byte[] PLAIN = {1, 2, 3};

    @TempDir
    private Path directory;

    private final AtomicLong nanos = new AtomicLong();

    /** A node that reads the file. */
    private TicketSealer node() {
        Path file = directory.resolve("tickets");
        return new TicketSealer(CRYPTO, new SharedSecrets(CRYPTO, () -> SecretFile.read(file), nanos::get), 3_600_000,
                86_400_000);
    }

    private void write(int... secrets) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int secret : secrets) {
            byte[] bytes = new byte[32];
            Arrays.fill(bytes, (byte) secret);
            bytes[0] = 0;
            text.append(Base64.getEncoder().encodeToString(bytes)).append('\n');
        }
        Files.writeString(directory.resolve("tickets"), text);
    }

    /** As an operator does it: the new secret behind the old one, then before it, then alone. */
    @Test
    void secretsChangeWithoutARestart() throws IOException {
        write(1);
        TicketSealer one = node();
        TicketSealer other = node();
        Opaque old = one.seal(PLAIN, 0);
        assertArrayEquals(PLAIN, other.open(old, 0));
        write(1, 2);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertArrayEquals(PLAIN, other.open(one.seal(PLAIN, 0), 0));
        write(2, 1);
        // One of the nodes has not read it yet.
        TicketSealer ahead = node();
        Opaque fresh = ahead.seal(PLAIN, 0);
        assertArrayEquals(PLAIN, one.open(fresh, 0));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertEquals(fresh.slice(0, 4), one.seal(PLAIN, 0).slice(0, 4), "the name of the new secret");
        assertArrayEquals(PLAIN, other.open(old, 0));
        write(2);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertNull(other.open(old, 0));
        assertArrayEquals(PLAIN, other.open(fresh, 0));
    }

    /** Whoever holds locks asks before: what was said not to wait does not read, even a moment later. */
    @Test
    void readingIsSaidBefore() {
        int[] reads = new int[1];
        SharedSecrets secrets = new SharedSecrets(CRYPTO, () -> {
            reads[0]++;
            return List.of("a secret that is long enough for this".getBytes(StandardCharsets.US_ASCII));
        }, nanos::get);
        for (int i = 0; i < 1000; i++) {
            int before = reads[0];
            boolean waits = secrets.mayBlock();
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            secrets.current();
            assertTrue(waits || reads[0] == before, "read without a word");
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(i));
        }
        assertTrue(reads[0] > 10, "reads: " + reads[0]);
    }

    @Test
    void aFileThatIsGoneOrBrokenChangesNothing() throws IOException {
        write(1);
        TicketSealer node = node();
        Opaque ticket = node.seal(PLAIN, 0);
        Files.delete(directory.resolve("tickets"));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertArrayEquals(PLAIN, node.open(ticket, 0));
        assertNotNull(node.seal(PLAIN, 0));
        Files.writeString(directory.resolve("tickets"), "half of a li");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertArrayEquals(PLAIN, node.open(ticket, 0));
    }

    /** A source is the application's, and may throw what it likes. */
    @Test
    void whateverASourceThrowsChangesNothing() {
        Throwable[] thrown = new Throwable[1];
        SharedSecrets secrets = new SharedSecrets(CRYPTO, () -> {
            if (thrown[0] instanceof Error error) {
                throw error;
            } else if (thrown[0] != null) {
                throw (Exception) thrown[0];
            }
            return List.of("a secret that is long enough for this".getBytes(StandardCharsets.US_ASCII));
        }, nanos::get);
        int held = secrets.current().size();
        for (Throwable each : List.of(new IOException("gone"), new IllegalStateException("odd"),
                new NoClassDefFoundError("client"), new StackOverflowError("deep"))) {
            thrown[0] = each;
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
            assertEquals(held, secrets.current().size(), each.toString());
        }
    }

    @Test
    void aFileThatComesLaterIsRead() throws IOException {
        TicketSealer node = node();
        assertNull(node.seal(PLAIN, 0));
        write(1);
        assertNull(node.seal(PLAIN, 0));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertNotNull(node.seal(PLAIN, 0));
    }

    /** A source may take as long as it likes; who takes another in its place does not wait for it. */
    @Test
    void closingDoesNotWaitForASourceThatHangs() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        SharedSecrets secrets = new SharedSecrets(CRYPTO, () -> {
            byte[] secret = new byte[32];
            Arrays.fill(secret, 1, 32, (byte) reads.incrementAndGet());
            if (reads.get() > 1) {
                hanging.countDown();
                try {
                    Background.await(answers);
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
            return List.of(secret);
        }, nanos::get);
        assertEquals(1, secrets.current().size());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        Future<Void> reading = Background.run(secrets::current);
        Background.await(hanging);
        assertEquals(1, secrets.current().size());
        try {
            Background.get(Background.run(secrets::close));
            assertEquals(List.of(), secrets.current());
        } finally {
            answers.countDown();
        }
        Background.get(reading);
        assertEquals(2, reads.get());
        assertEquals(List.of(), secrets.current(), "what was read since");
    }

    /** Who opens a pipe waits for who writes into it, and each handshake would. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeIsNotReadForSecrets() throws Exception {
        Path pipe = directory.resolve("tickets");
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertTrue(made.waitFor(30, TimeUnit.SECONDS));
        IOException thrown = assertThrows(IOException.class,
                () -> Background.get(Background.start(() -> SecretFile.read(pipe))));
        assertTrue(thrown.getMessage().contains("it is a pipe"), thrown::getMessage);
    }
}
