package dev.handfast.jsse.certs;

import dev.handfast.wire.Bytes;
import java.util.List;

/**
 * What a peer sent beside its certificates to prove what they are worth.
 *
 * @param tellsStaples whether the session tells of staples at all
 * @param staples OCSP responses that the peer stapled, in the order of its chain; empty when there are none
 * @param timestamps the timestamps that came by TLS (RFC 6962 section 3.3), a list with its length; empty for none
 */
public record SentProofs(boolean tellsStaples, List<byte[]> staples, byte[] timestamps) {

    /** Nothing, by a session that tells of nothing. */
    public static final SentProofs NONE = new SentProofs(false, List.of(), Bytes.NONE);
}
