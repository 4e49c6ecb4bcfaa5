package dev.handfast.record;

import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

/**
 * Counts what a peer may send without getting anywhere, and ends a connection that is kept busy with it. Not
 * thread-safe: the inbound lock guards it.
 */
public final class Tolerance {

    private int emptyRecords;
    private int warnings;
    private int keyUpdates;
    private int tickets;
    private int changeCipherSpecs;

    /** Nothing has come yet. */
    public Tolerance() {
    }

    /** A record was opened: an empty one counts, any other starts the count anew. */
    public void record(int contentLength) throws TlsFault {
        emptyRecords = contentLength == 0 ? emptyRecords + 1 : 0;
        check(emptyRecords, Limits.EMPTY_RECORDS, Fault.RECORDS_EMPTY_FLOOD);
    }

    /** A warning alert that changes nothing came. */
    public void warningAlert() throws TlsFault {
        check(++warnings, Limits.WARNING_ALERTS, Fault.WARNINGS_FLOOD);
    }

    /** A KeyUpdate came. */
    public void keyUpdate() throws TlsFault {
        check(++keyUpdates, Limits.KEY_UPDATES, Fault.KEY_UPDATE_FLOOD);
    }

    /** A NewSessionTicket came. */
    public void ticket() throws TlsFault {
        check(++tickets, Limits.TICKET_MESSAGES, Fault.TICKET_FLOOD);
    }

    /** A change_cipher_spec that TLS 1.3 ignores came; nothing resets this count (RFC 9846 section 5, appendix D.4). */
    public void changeCipherSpec13() throws TlsFault {
        check(++changeCipherSpecs, Limits.CCS_13, Fault.CCS_UNEXPECTED);
    }

    /** A handshake message other than KeyUpdate came. */
    public void handshakeMessage() {
        warnings = 0;
    }

    /** Application data came, not empty. */
    public void applicationData() {
        warnings = 0;
        keyUpdates = 0;
        tickets = 0;
    }

    private static void check(int count, int most, Fault fault) throws TlsFault {
        if (count > most) {
            throw new TlsFault(fault, "found " + count + ", at most " + most + " are tolerated");
        }
    }
}
