package dev.handfast.handshake.server12;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.Secrets12;

/**
 * What the states behind the client's flight need.
 *
 * @param client the proof that the client was judged, or may do without a certificate
 * @param directions what will protect records behind ChangeCipherSpec
 */
record KeyedHandshake(Server12 server, PeerVerified client, Secrets12 secrets, Secrets12.Directions directions) {

    /** Says nothing of secrets. */
    @Override
    public String toString() {
        return "Keyed[" + server.suite() + "]";
    }
}
