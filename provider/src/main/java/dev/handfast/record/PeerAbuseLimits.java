package dev.handfast.record;

import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.util.function.LongSupplier;

/**
 * Counts what a peer may send without getting anywhere, and ends a connection that is kept busy with it. Application
 * data pays for what comes with it, by its bytes where that is dear, and time for what comes slowly. Not thread-safe:
 * the inbound lock guards it.
 */
public final class PeerAbuseLimits {

    private final LongSupplier clock;
    private final Count emptyRecords = new Count(Limits.EMPTY_RECORDS, Fault.RECORDS_EMPTY_FLOOD);
    private final Count warnings = new Count(Limits.WARNING_ALERTS, Fault.WARNINGS_FLOOD);
    private final Count keyUpdates = new Count(Limits.KEY_UPDATES, Fault.KEY_UPDATE_FLOOD);
    private final Count tickets = new Count(Limits.TICKET_MESSAGES, Fault.TICKET_FLOOD);
    private final Count renegotiations = new Count(Limits.RENEGOTIATIONS, Fault.RENEGOTIATION_REFUSED);
    private long dataReceived;
    private int changeCipherSpecs;

    /**
     * Nothing has come yet.
     *
     * @param clock milliseconds
     */
    public PeerAbuseLimits(LongSupplier clock) {
        this.clock = clock;
    }

    /** A record was opened: an empty one counts, any other starts the count anew. */
    public void record(int contentLength) throws TlsFault {
        if (contentLength == 0) {
            emptyRecords.add();
        } else {
            emptyRecords.reset();
        }
    }

    /** A warning alert that changes nothing came. */
    public void warningAlert() throws TlsFault {
        warnings.add();
    }

    /**
     * A KeyUpdate came that this side has not asked for (RFC 9846 section 4.7.3). As many bytes of the peer's data as a
     * full record holds pay for one: deriving keys costs what decrypting some such records costs, so a byte is too
     * little.
     *
     * @param dataSent records of application data that this side has sent. Each pays for one, if it may still have been
     *     on its way ({@link Limits#ON_THEIR_WAY}): a peer may update its keys for every record that it reads (SunJSSE
     *     does, beyond {@code jdk.tls.keyLimits})
     */
    public void keyUpdate(long dataSent) throws TlsFault {
        keyUpdates.addUnlessPaid(dataSent + dataReceived / Limits.PLAINTEXT);
    }

    /**
     * A NewSessionTicket came.
     *
     * @param dataSent as above: a server may give tickets while it is sent data for hours
     */
    public void ticket(long dataSent) throws TlsFault {
        tickets.addUnlessPaid(dataSent);
    }

    /** A TLS 1.2 peer asked for another handshake, which it is refused. Data pays for none. */
    public void renegotiation() throws TlsFault {
        renegotiations.add();
    }

    /** A change_cipher_spec that TLS 1.3 ignores came; nothing resets this count (RFC 9846 section 5, appendix E.4). */
    public void changeCipherSpec13() throws TlsFault {
        if (++changeCipherSpecs > Limits.CCS_13) {
            throw tooMany(changeCipherSpecs, Limits.CCS_13, Fault.CCS_UNEXPECTED);
        }
    }

    /** A handshake message other than KeyUpdate came. */
    public void handshakeMessage() {
        warnings.reset();
    }

    /** Application data came, at least a byte of it. */
    public void applicationData(int bytes) {
        dataReceived += bytes;
        warnings.reset();
        tickets.reset();
    }

    private static TlsFault tooMany(int count, int most, Fault fault) {
        return new TlsFault(fault, "found " + count + ", at most " + most + " are tolerated");
    }

    /** How many of a kind have come in a row, and not too slowly. */
    private final class Count {

        private final int most;
        private final Fault fault;
        private int count;
        private long since;
        /** What has been paid for with, or has lapsed. */
        private long spent;

        Count(int most, Fault fault) {
            this.most = most;
            this.fault = fault;
        }

        void add() throws TlsFault {
            long elapsed = clock.getAsLong() - since;
            if (count == 0 || elapsed < 0 || elapsed > Limits.IN_A_ROW_MILLIS) {
                count = 0;
                since += elapsed;
            }
            if (++count > most) {
                throw tooMany(count, most, fault);
            }
        }

        void addUnlessPaid(long earned) throws TlsFault {
            spent = Math.max(spent, earned - Limits.ON_THEIR_WAY);
            if (spent < earned) {
                spent++;
            } else {
                add();
            }
        }

        void reset() {
            count = 0;
        }
    }
}
