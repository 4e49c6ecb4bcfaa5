package dev.handfast.jsse.trace;

import dev.handfast.handshake.Trace;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Prints handshakes for {@code -Dhandfast.debug.trace=handshake}: a block for each on standard error when it ends, and
 * a line for each message after that. Thread-safe.
 */
public final class TracePrinter implements Trace {

    private static final int WIDTH = 110;
    private static final String CONTINUATION = " ".repeat(26);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final long begun = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final StringBuilder block = new StringBuilder();
    private boolean over;

    private TracePrinter(boolean client, PeerAddress peer) {
        name = "handshake " + NUMBERS.incrementAndGet() + ", " + (client ? "client to " : "server for ")
                + (peer.host() == null ? "a peer without a name" : Printable.text(peer.host()))
                + (peer.port() > 0 ? ":" + peer.port() : "");
    }

    /** A printer for one connection. */
    public static Trace make(boolean client, PeerAddress peer) {
        return new TracePrinter(client, peer);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void sent(HandshakeMessage message, int length) {
        tell("->", message, length);
    }

    @Override
    public void received(HandshakeMessage message, int length) {
        tell("<-", message, length);
    }

    @Override
    public void chose(String what, String why) {
        add(wrapped("  == ", what) + wrapped("       reason: ", why));
    }

    @Override
    public void keys(boolean sending, String what) {
        add("  ** keys for " + (sending ? "sending: " : "receiving: ") + what + "\n");
    }

    @Override
    public void ended(@Nullable String failure) {
        String end = failure == null ? "  established" : wrapped("  FAILED: ", failure).stripTrailing();
        lock.lock();
        try {
            boolean before = over;
            over = true;
            block.append(end);
            if (!before) {
                block.append(String.format(Locale.ROOT, ", after %.1f ms", (System.nanoTime() - begun) / 1e6));
            }
            print(before ? "[handfast] " + name + ", later\n" : "[handfast] " + name + "\n");
        } finally {
            lock.unlock();
        }
    }

    private void tell(String arrow, HandshakeMessage message, int length) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(Locale.ROOT, "  %s %-22s %6d bytes%n", arrow, MessageSummary.nameOf(message), length));
        for (String line : MessageSummary.of(message)) {
            text.append(wrapped("       ", line));
        }
        add(text.toString());
    }

    /** A line, continued under its second column where it is too long to read. What a peer wrote in it is harmless. */
    private static String wrapped(String start, String raw) {
        String line = Printable.message(raw);
        StringBuilder text = new StringBuilder(start);
        int column = start.length();
        for (String word : line.split("(?<= )(?=[^ ])")) {
            if (column + word.stripTrailing().length() > WIDTH && column > CONTINUATION.length()) {
                text.setLength(text.length() - 1);
                text.append('\n').append(CONTINUATION);
                column = CONTINUATION.length();
            }
            text.append(word);
            column += word.length();
        }
        return text.append('\n').toString();
    }

    private void add(String text) {
        lock.lock();
        try {
            block.append(text);
            if (over) {
                print("[handfast] " + name + ", later\n");
            }
        } finally {
            lock.unlock();
        }
    }

    /** One print for a block, so that those of several connections do not mix. */
    private void print(String head) {
        System.err.println(head + block.toString().stripTrailing());
        block.setLength(0);
    }
}
