package dev.handfast.jsse;

import dev.handfast.crypto.CryptoCatalogue;
import dev.handfast.jsse.pkix.Told;
import dev.handfast.session.TicketSecret;
import dev.handfast.session.TicketSecrets;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Printable;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Ticket secrets that are read anew now and then, by a thread that needs one. If they cannot be read those at hand stay,
 * and the log says so once. Thread-safe.
 */
final class SharedSecrets implements TicketSecrets {

    private static final System.Logger LOG = System.getLogger(SharedSecrets.class.getName());

    /** How old what was read may be. */
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final CryptoCatalogue crypto;
    private final Callable<List<byte[]>> source;
    private final LongSupplier nanoClock;
    private final ReentrantLock reading = new ReentrantLock();

    // Written under the lock.
    private volatile List<TicketSecret> current = List.of();
    private volatile long readAt;
    private List<byte[]> raw = List.of();
    private boolean failed;

    /** Reads a source; one that cannot be read yet gives no secrets until it can. */
    SharedSecrets(CryptoCatalogue crypto, Callable<List<byte[]>> source) {
        this(crypto, source, System::nanoTime);
    }

    /** As above, with a clock like {@link System#nanoTime}. */
    SharedSecrets(CryptoCatalogue crypto, Callable<List<byte[]>> source, LongSupplier nanoClock) {
        this.crypto = crypto;
        this.source = source;
        this.nanoClock = nanoClock;
        reading.lock();
        try {
            read();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public List<TicketSecret> current() {
        if (nanoClock.getAsLong() - readAt > INTERVAL_NANOS && reading.tryLock()) {
            try {
                read();
            } finally {
                reading.unlock();
            }
        }
        return current;
    }

    private void read() {
        readAt = nanoClock.getAsLong();
        try {
            List<byte[]> read = source.call();
            if (!same(read, raw)) {
                List<TicketSecret> made = new ArrayList<>(read.size());
                for (byte[] secret : read) {
                    made.add(new TicketSecret(crypto, secret));
                }
                current = List.copyOf(made);
                raw.forEach(Bytes::wipe);
                raw = read;
            }
            failed = false;
        } catch (Exception e) {
            if (!failed && current.isEmpty()) {
                Told.once("session ticket secrets cannot be read; no tickets are given out until they can: "
                        + Printable.of(e));
            } else if (!failed) {
                LOG.log(Level.WARNING, "session ticket secrets cannot be read again; those at hand stay in use: "
                        + Printable.of(e));
            }
            failed = true;
        }
    }

    private static boolean same(List<byte[]> one, List<byte[]> other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = Arrays.equals(one.get(i), other.get(i));
        }
        return same;
    }
}
