package dev.handfast.keys;

import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

/** Shows that the peer's Finished was right. Only the checks in this class mint it. */
public final class FinishedVerified {

    private FinishedVerified() {
    }

    /**
     * Checks a TLS 1.3 Finished (RFC 9846 section 4.5.3), in constant time.
     *
     * @param traffic the sender's handshake traffic secret (for post-handshake authentication, application traffic)
     * @param transcriptHash the hash up to the message before
     */
    public static FinishedVerified check(TrafficSecret traffic, byte[] transcriptHash, byte[] verifyData)
            throws TlsFault {
        return compare(traffic.verifyData(transcriptHash), verifyData);
    }

    /**
     * Checks a TLS 1.2 Finished (RFC 5246 section 7.4.9), in constant time.
     *
     * @param fromClient whose Finished it is
     * @param transcriptHash the hash up to the message before
     */
    public static FinishedVerified check(MasterSecret12 master, boolean fromClient, byte[] transcriptHash,
            byte[] verifyData) throws TlsFault {
        return compare(master.verifyData(fromClient, transcriptHash), verifyData);
    }

    private static FinishedVerified compare(byte[] expected, byte[] verifyData) throws TlsFault {
        // RFC 9846 section 6: a message whose length is wrong cannot be parsed, which is decode_error.
        if (verifyData.length != expected.length) {
            throw new TlsFault(Fault.MESSAGE_MALFORMED, "Finished: expected " + expected.length
                    + " bytes of verify_data, came " + verifyData.length);
        }
        if (!Bytes.equalInConstantTime(expected, verifyData)) {
            throw new TlsFault(Fault.FINISHED_WRONG, "expected other " + expected.length + " bytes of verify_data");
        }
        return new FinishedVerified();
    }
}
