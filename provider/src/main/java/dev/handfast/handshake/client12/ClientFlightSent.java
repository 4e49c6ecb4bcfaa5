package dev.handfast.handshake.client12;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.Secrets12;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.record.ReadKeys;
import dev.handfast.record.WriteKeys;

import org.jspecify.annotations.Nullable;

/**
 * What the states behind the client's flight need.
 *
 * @param server the proof that the server's chain is trusted
 * @param ticket what the server has given, or null
 * @param write of a session that is resumed: what will seal this side's records behind the server's Finished; else null
 * @param read what will open the server's records behind ChangeCipherSpec
 */
record ClientFlightSent(AgreedParameters agreed, PeerVerified server, Secrets12 secrets, ReadKeys read,
        @Nullable WriteKeys write,
        @Nullable NewSessionTicket12 ticket) implements AutoCloseable {

    /** The same with a ticket. */
    ClientFlightSent with(NewSessionTicket12 given) {
        return new ClientFlightSent(agreed, server, secrets, read, write, given);
    }

    /** Wipes the secrets and the keys that cannot have been installed by the server's Finished. */
    void closeSecrets() {
        secrets.close();
        if (write != null) {
            write.close();
        }
    }

    /** Wipes the secrets and the keys that were not installed. */
    @Override
    public void close() {
        closeSecrets();
        read.close();
    }

    /** Says nothing of secrets. */
    @Override
    public String toString() {
        return "Answered[" + agreed.suite() + "]";
    }
}
