package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Seals session states so that they can live with clients or in stores: AES-256-GCM under the key of the clock's epoch
 * (RFC 5077 section 4 describes such tickets; the format is this side's own).
 *
 * <p>Nonces are random: an epoch of an hour stays below 2^32 tickets up to a million a second. The clocks of a fleet
 * may be an epoch apart. Thread-safe.
 */
public final class TicketSealer {

    // struct {
    //     uint32 secret_name;
    //     uint32 epoch;                 the two are authenticated, with what the state is bound to
    //     opaque nonce[12];
    //     opaque sealed[...];           with its 16-byte tag
    // } Ticket;

    private static final int HEADER = 8;
    private static final int NONCE = 12;

    private final CryptoProvider crypto;
    private final TicketSecrets secrets;
    private final long epochMillis;
    private final int epochsKept;

    /**
     * A sealer.
     *
     * @param epochMillis how long one key seals; the same on all nodes of a fleet
     * @param graceMillis how long a key opens after it has sealed last
     */
    public TicketSealer(CryptoProvider crypto, TicketSecrets secrets, long epochMillis, long graceMillis) {
        this.crypto = crypto;
        this.secrets = secrets;
        this.epochMillis = epochMillis;
        this.epochsKept = Math.toIntExact((graceMillis + epochMillis - 1) / epochMillis);
    }

    /** Bytes that sealing adds. */
    public static int overhead() {
        return HEADER + NONCE + TicketKey.CIPHER.tagLength();
    }

    /** Seals a ticket, or returns null if there is no secret now. */
    public @Nullable Opaque seal(byte[] plain, long now) {
        return seal(plain, Opaque.EMPTY, now);
    }

    /** Seals what is bound to a value, so that it opens with no other; null if there is no secret now. */
    @Nullable
    Opaque seal(byte[] plain, Opaque bound, long now) {
        List<TicketSecret> current = secrets.current();
        if (current.isEmpty()) {
            return null;
        }
        TicketSecret secret = current.get(0);
        int epoch = epoch(now);
        byte[] header = header(secret, epoch);
        byte[] nonce = new byte[NONCE];
        crypto.random().nextBytes(nonce);
        byte[] out = new byte[overhead() + plain.length];
        System.arraycopy(header, 0, out, 0, HEADER);
        System.arraycopy(nonce, 0, out, HEADER, NONCE);
        byte[] authenticated = Bytes.concat(header, bound.toBytes());
        secret.retire(epoch, epochsKept);
        return secret.seal(epoch, nonce, authenticated, plain, out, HEADER + NONCE) ? Opaque.adopt(out) : null;
    }

    /** Opens a ticket; null if this did not come from the same secret, was altered, or is too old. */
    public byte @Nullable [] open(Opaque ticket, long now) {
        return open(ticket, Opaque.EMPTY, now);
    }

    /** As {@link #open(Opaque, long)}, of what was bound to a value. */
    byte @Nullable [] open(Opaque ticket, Opaque bound, long now) {
        if (ticket.length() < overhead()) {
            return null;
        }
        try {
            WireReader in = ticket.reader("ticket");
            byte[] header = in.bytes(HEADER);
            byte[] nonce = in.bytes(NONCE);
            WireReader fields = new WireReader(header, "ticket");
            TicketSecret secret = named((int) fields.u32());
            int epoch = (int) fields.u32();
            // One epoch ahead: another node's clock may be in front of ours.
            int age = epoch(now) - epoch;
            if (secret == null || age < -1 || age > epochsKept) {
                return null;
            }
            secret.retire(epoch(now), epochsKept);
            return secret.open(epoch, nonce, Bytes.concat(header, bound.toBytes()), in.bytes(in.remaining()));
        } catch (MalformedInput e) {
            return null;
        }
    }

    /** Whether a ticket that opens was sealed by the key that seals now. */
    public boolean isCurrent(Opaque ticket, long now) {
        List<TicketSecret> current = secrets.current();
        return !current.isEmpty() && ticket.length() >= HEADER
                && ticket.slice(0, HEADER).equals(Opaque.adopt(header(current.get(0), epoch(now))));
    }

    /** Whether calls may wait for the secrets. */
    public boolean mayBlock() {
        return secrets.mayBlock();
    }

    private static byte[] header(TicketSecret secret, int epoch) {
        return new WireWriter(HEADER).u32(Integer.toUnsignedLong(secret.name())).u32(Integer.toUnsignedLong(epoch))
                .toBytes();
    }

    private @Nullable TicketSecret named(int name) {
        for (TicketSecret secret : secrets.current()) {
            if (secret.name() == name) {
                return secret;
            }
        }
        return null;
    }

    private int epoch(long now) {
        return (int) (now / epochMillis);
    }
}
