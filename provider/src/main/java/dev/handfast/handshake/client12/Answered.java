package dev.handfast.handshake.client12;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.Secrets12;
import dev.handfast.record.ReadKeys;

/**
 * What the states behind the client's flight need.
 *
 * @param server the proof that the server's chain is trusted
 * @param read what will open the server's records behind ChangeCipherSpec
 */
record Answered(Agreed agreed, PeerVerified server, Secrets12 secrets, ReadKeys read) implements AutoCloseable {

    /** Wipes the secrets and the keys that were not installed. */
    @Override
    public void close() {
        secrets.close();
        read.close();
    }

    /** Says nothing of secrets. */
    @Override
    public String toString() {
        return "Answered[" + agreed.suite() + "]";
    }
}
