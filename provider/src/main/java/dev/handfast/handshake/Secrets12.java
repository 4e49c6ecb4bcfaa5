package dev.handfast.handshake;

import dev.handfast.crypto.Secret;
import dev.handfast.handshake.HandshakeActions.KeyingMaterial;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.keys.KeyBlock12;
import dev.handfast.keys.KeyLog;
import dev.handfast.keys.MasterSecret12;
import dev.handfast.keys.TrafficKeys;
import dev.handfast.message.Finished;
import dev.handfast.record.ReadKeys;
import dev.handfast.record.WriteKeys;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The master secret of a TLS 1.2 handshake with all it is used for: keys of records, Finished and the exporter. Not
 * thread-safe.
 */
public final class Secrets12 implements AutoCloseable {

    private final HandshakeConfig settings;
    private final Inputs inputs;
    private final MasterSecret12 master;
    private byte @Nullable [] firstFinished;

    /**
     * What is public of the key derivation.
     *
     * @param encryptThenMac whether RFC 7366 was agreed on; of use for CBC suites only
     * @param sessionHash the hash up to ClientKeyExchange if extended_master_secret was agreed on (RFC 7627 section 3),
     *        else null
     */
    public record Inputs(CipherSuite suite, byte[] clientRandom, byte[] serverRandom, boolean encryptThenMac,
            byte @Nullable [] sessionHash) {
    }

    /** Both directions' protection, ready to be installed. */
    public record Directions(ReadKeys read, WriteKeys write) {
    }

    /** Null until they are made; the caller's then, unless the handshake fails. */
    private @Nullable Directions made;

    private Secrets12(HandshakeConfig settings, Inputs inputs, MasterSecret12 master) {
        this.settings = settings;
        this.inputs = inputs;
        this.master = master;
    }

    /**
     * Derives the master secret (RFC 7627 sections 5.1 and 5.2) and {@link #log()}s it; {@code premaster} stays the
     * caller's.
     */
    public static Secrets12 derive(HandshakeConfig settings, Inputs inputs, Secret premaster) {
        byte[] sessionHash = inputs.sessionHash();
        MasterSecret12 master = sessionHash != null
                ? MasterSecret12.extended(settings.crypto(), inputs.suite().hash(), premaster, sessionHash)
                : MasterSecret12.legacy(settings.crypto(), inputs.suite().hash(), premaster, inputs.clientRandom(),
                        inputs.serverRandom());
        Secrets12 secrets = new Secrets12(settings, inputs, master);
        try {
            secrets.log();
            return secrets;
        } catch (Throwable e) {
            secrets.close();
            throw e;
        }
    }

    /** The keys of a session that is resumed; {@code master} stays the caller's. */
    public static Secrets12 resumed(HandshakeConfig settings, Inputs inputs, Secret master) {
        return new Secrets12(settings, inputs,
                MasterSecret12.resumed(settings.crypto(), inputs.suite().hash(), master));
    }

    /** Tells the master secret to the key log, if there is one; without locks held. */
    public void log() {
        KeyLog log = settings.keyLog();
        if (log != null) {
            master.log(log, inputs.clientRandom());
        }
    }

    /** The master secret, for the session; the caller's to close. */
    public Secret master() {
        return master.copy();
    }

    /**
     * The premaster secret of finite-field Diffie-Hellman (RFC 5246 section 8.1.2): the agreed number without its
     * leading zero bytes. Closes {@code agreed}. The time tells how many there were, which does not matter as long as
     * no private value is used twice (the Raccoon attack), and here none is.
     */
    public static Secret premaster(Secret agreed) {
        try (agreed) {
            byte[] number = agreed.bytes();
            int zeros = 0;
            while (zeros < number.length && number[zeros] == 0) {
                zeros++;
            }
            return Secret.adopt(Arrays.copyOfRange(number, zeros, number.length));
        }
    }

    /** Both directions' protection. */
    public Directions directions() {
        try (KeyBlock12 block = master.keys(inputs.suite(), inputs.clientRandom(), inputs.serverRandom())) {
            TrafficKeys own = settings.client() ? block.client() : block.server();
            TrafficKeys peers = settings.client() ? block.server() : block.client();
            ReadKeys read = read(peers);
            try {
                made = new Directions(read, write(own));
                return made;
            } catch (Throwable e) {
                read.close();
                throw e;
            }
        }
    }

    /** The handshake has failed: forgets the directions too. */
    public void abandon() {
        close();
        if (made != null) {
            made.read().close();
            made.write().close();
        }
    }

    /** This side's Finished (RFC 5246 section 7.4.9). */
    public Finished finished(byte[] transcriptHash) {
        byte[] own = master.verifyData(settings.client(), transcriptHash);
        sawFinished(own);
        return new Finished(Opaque.adopt(own));
    }

    /** Checks the peer's Finished (RFC 5246 section 7.4.9). */
    public FinishedVerified check(Finished finished, byte[] transcriptHash) throws TlsFault {
        byte[] peers = finished.verifyData().toBytes();
        FinishedVerified verified = FinishedVerified.check(master, !settings.client(), transcriptHash, peers);
        sawFinished(peers);
        return verified;
    }

    private void sawFinished(byte[] verifyData) {
        if (firstFinished == null) {
            firstFinished = verifyData.clone();
        }
    }

    /** The exporter (RFC 5705); outlives this. */
    public KeyingMaterial exporter() {
        return Keys13.material(master.exporter(inputs.clientRandom(), inputs.serverRandom()), firstFinished);
    }

    private ReadKeys read(TrafficKeys keys) {
        CipherSuite suite = inputs.suite();
        HashAlgorithm mac = suite.mac();
        return mac == null
                ? ReadKeys.tls12Aead(settings.crypto(), suite.cipher(), keys.key(), keys.iv())
                : ReadKeys.tls12Cbc(settings.crypto(), suite.cipher(), mac, keys.key(), keys.macKey(),
                        inputs.encryptThenMac());
    }

    private WriteKeys write(TrafficKeys keys) {
        CipherSuite suite = inputs.suite();
        HashAlgorithm mac = suite.mac();
        return mac == null
                ? WriteKeys.tls12Aead(settings.crypto(), suite.cipher(), keys.key(), keys.iv())
                : WriteKeys.tls12Cbc(settings.crypto(), suite.cipher(), mac, keys.key(), keys.macKey(),
                        inputs.encryptThenMac());
    }

    /** Forgets the master secret. */
    @Override
    public void close() {
        master.close();
    }
}
