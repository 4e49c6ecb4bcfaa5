package dev.handfast.jsse.session;

import dev.handfast.wire.SafeLog;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.session.TicketSecret;
import dev.handfast.session.TicketSecrets;
import dev.handfast.tls.TicketSecretSource;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Printable;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Ticket secrets that are read anew now and then, by a thread that needs one. If they cannot be read, or one of them is
 * too weak, those at hand stay, and the log says so once. What a source returns stays the source's: keys are derived
 * from it at once, and it is neither kept nor wiped. Thread-safe.
 */
public final class SharedSecrets implements TicketSecrets {

    private static final SafeLog LOG = SafeLog.of(SharedSecrets.class);

    /** How old what was read may be. */
    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final long MARGIN_NANOS = 1_000_000_000L;

    private final CryptoProvider crypto;
    private final TicketSecretSource source;
    private final boolean wipes;
    private final LongSupplier nanoClock;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean reading = new AtomicBoolean();

    // Written by the thread that reads.
    private volatile long readAt;
    private boolean failed;

    // Written under the lock, which is not held while the source is asked.
    private volatile List<TicketSecret> current = List.of();
    private boolean closed;

    /** Reads a source; one that cannot be read yet gives no secrets until it can. */
    public SharedSecrets(CryptoProvider crypto, TicketSecretSource source) {
        this(crypto, source, System::nanoTime);
    }

    /** As above, with a clock like {@link System#nanoTime}. */
    SharedSecrets(CryptoProvider crypto, TicketSecretSource source, LongSupplier nanoClock) {
        this(crypto, source, false, nanoClock);
    }

    /** The secrets of a file. */
    public static SharedSecrets in(CryptoProvider crypto, Path file) {
        return new SharedSecrets(crypto, () -> SecretFile.read(file), true, System::nanoTime);
    }

    /** As above, of a source whose arrays are this side's to wipe, or not. */
    SharedSecrets(CryptoProvider crypto, TicketSecretSource source, boolean wipes,
            LongSupplier nanoClock) {
        this.crypto = crypto;
        this.source = source;
        this.wipes = wipes;
        this.nanoClock = nanoClock;
        read();
    }

    @Override
    public List<TicketSecret> current() {
        if (nanoClock.getAsLong() - readAt > INTERVAL_NANOS && reading.compareAndSet(false, true)) {
            try {
                read();
            } finally {
                reading.set(false);
            }
        }
        return current;
    }

    /** A second early, so that nothing is read in a call that was said not to wait. */
    @Override
    public boolean mayBlock() {
        return nanoClock.getAsLong() - readAt > INTERVAL_NANOS - MARGIN_NANOS;
    }

    private void read() {
        readAt = nanoClock.getAsLong();
        try {
            List<byte[]> read = source.read();
            try {
                take(read);
            } finally {
                if (wipes) {
                    read.forEach(Bytes::wipe);
                }
            }
            failed = false;
        } catch (Throwable e) {
            // an Error too, of a source that is the application's
            if (!failed) {
                tell(e);
            }
            failed = true;
        }
    }

    /** Says it once: of a file in a JVM, whose contexts all have the same, and of another source once for each. */
    private void tell(Throwable e) {
        String text = (current.isEmpty()
                ? "session ticket secrets cannot be read or used; no tickets are given out until they can: "
                : "session ticket secrets cannot be read again or used; those at hand stay in use: ") + Printable.of(e);
        if (wipes && current.isEmpty()) {
            WarnOnce.once(text);
        } else {
            LOG.log(Level.WARNING, text);
        }
    }

    private void take(List<byte[]> read) {
        lock.lock();
        try {
            replace(derive(read));
        } finally {
            lock.unlock();
        }
    }

    /** What is read, with the keys that are at hand for what was there before. */
    private List<TicketSecret> derive(List<byte[]> read) {
        List<TicketSecret> known = current;
        List<TicketSecret> derived = new ArrayList<>(read.size());
        try {
            for (byte[] secret : read) {
                derived.add(known.stream().filter(each -> each.isOf(secret)).findFirst()
                        .orElseGet(() -> new TicketSecret(crypto, secret)));
            }
            return List.copyOf(derived);
        } catch (Throwable e) {
            derived.stream().filter(made -> !known.contains(made)).forEach(TicketSecret::close);
            throw e;
        }
    }

    /** Takes secrets in place of those before, of which those that are retired are wiped. */
    private void replace(List<TicketSecret> secrets) {
        List<TicketSecret> before = current;
        current = closed ? List.of() : secrets;
        before.stream().filter(each -> !current.contains(each)).forEach(TicketSecret::close);
        if (closed) {
            secrets.forEach(TicketSecret::close);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            replace(List.of());
        } finally {
            lock.unlock();
        }
    }
}
