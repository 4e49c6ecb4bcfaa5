package dev.handfast.keys;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Prf12;
import dev.handfast.crypto.Secret;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;

/** The master secret of TLS 1.2 (RFC 5246 section 8.1) and what comes from it. Not thread-safe. */
public final class MasterSecret12 implements AutoCloseable {

    /** Bytes of a master secret. */
    public static final int LENGTH = 48;

    private static final int VERIFY_DATA = 12;

    private final Prf12 prf;
    private final Secret secret;

    private MasterSecret12(Prf12 prf, Secret secret) {
        this.prf = prf;
        this.secret = secret;
    }

    /**
     * Of a handshake with extended_master_secret (RFC 7627 sections 4 and 5.1).
     *
     * @param premaster stays the caller's
     * @param sessionHash the hash up to ClientKeyExchange
     */
    public static MasterSecret12 extended(CryptoProvider crypto, HashAlgorithm algorithm, Secret premaster,
            byte[] sessionHash) {
        Prf12 prf = new Prf12(crypto, algorithm);
        return new MasterSecret12(prf,
                Secret.adopt(prf.expand(premaster, "extended master secret", sessionHash, LENGTH)));
    }

    /**
     * Of a handshake without extended_master_secret (RFC 5246 section 8.1, RFC 7627 section 5.2).
     *
     * @param premaster stays the caller's
     */
    public static MasterSecret12 legacy(CryptoProvider crypto, HashAlgorithm algorithm, Secret premaster,
            byte[] clientRandom, byte[] serverRandom) {
        Prf12 prf = new Prf12(crypto, algorithm);
        return new MasterSecret12(prf, Secret.adopt(prf.expand(premaster, "master secret",
                Bytes.concat(clientRandom, serverRandom), LENGTH)));
    }

    /**
     * Of a session that is resumed.
     *
     * @param master stays the caller's
     */
    public static MasterSecret12 resumed(CryptoProvider crypto, HashAlgorithm algorithm, Secret master) {
        return new MasterSecret12(new Prf12(crypto, algorithm), master.copy());
    }

    /** Both directions' keys; the caller's to close. */
    public KeyBlock12 keys(CipherSuite suite, byte[] clientRandom, byte[] serverRandom) {
        return KeyBlock12.expand(prf, secret, suite, Bytes.concat(serverRandom, clientRandom));
    }

    /**
     * verify_data of a Finished (RFC 5246 section 7.4.9).
     *
     * @param fromClient whose Finished it is
     * @param transcriptHash the hash up to the message before
     */
    public byte[] verifyData(boolean fromClient, byte[] transcriptHash) {
        return prf.expand(secret, fromClient ? "client finished" : "server finished", transcriptHash, VERIFY_DATA);
    }

    /** The exporter (RFC 5705); outlives this, the caller's to close. */
    public Exporter exporter(byte[] clientRandom, byte[] serverRandom) {
        return new Exporter12(prf, secret.copy(), Bytes.concat(clientRandom, serverRandom));
    }

    /** A copy for a session; the caller's to close. */
    public Secret copy() {
        return secret.copy();
    }

    /** Tells a key log. */
    public void log(KeyLog log, byte[] clientRandom) {
        log.secret(KeyLog.CLIENT_RANDOM, clientRandom, secret.bytes());
    }

    /** Forgets the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
