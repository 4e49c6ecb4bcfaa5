package dev.handfast.handshake;

import dev.handfast.handshake.HandshakeActions.KeyingMaterial;
import dev.handfast.handshake.HandshakeActions.NextKeys;
import dev.handfast.keys.Exporter;
import dev.handfast.keys.HandshakeStage;
import dev.handfast.keys.KeyLog;
import dev.handfast.keys.MasterStage;
import dev.handfast.keys.TrafficKeys;
import dev.handfast.keys.TrafficSecret;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.record.ReadKeys;
import dev.handfast.record.WriteKeys;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

/** From the secrets of the key schedule to the keys of the record layer (RFC 9846 section 7.3). */
public final class Keys13 {

    private Keys13() {
    }

    /**
     * A peer's key share, which is as long as its group says: finite fields' are padded on the left (RFC 9846 sections
     * 4.3.8.1 and 4.3.8.2).
     *
     * @param fromClient whose share it is
     */
    public static byte[] checkedShare(KeyShareEntry entry, boolean fromClient) throws TlsFault {
        NamedGroup group = entry.group();
        int length = fromClient ? group.clientShareLength() : group.serverShareLength();
        if (entry.share().length() != length) {
            throw new TlsFault(Fault.KEY_SHARE_INVALID, "a key share for " + group + " has " + length
                    + " bytes, came " + entry.share().length());
        }
        return entry.share().toBytes();
    }

    /** What opens records under a secret. */
    public static ReadKeys read(HandshakeConfig settings, CipherSuite suite, TrafficSecret secret) {
        try (TrafficKeys keys = secret.keys(suite.cipher())) {
            return ReadKeys.tls13(settings.crypto(), suite.cipher(), keys.key(), keys.iv());
        }
    }

    /** What seals records under a secret. */
    public static WriteKeys write(HandshakeConfig settings, CipherSuite suite, TrafficSecret secret) {
        try (TrafficKeys keys = secret.keys(suite.cipher())) {
            return WriteKeys.tls13(settings.crypto(), suite.cipher(), keys.key(), keys.iv());
        }
    }

    /** The generations that follow a secret, which this owns from here on (RFC 9846 section 7.2). */
    public static NextKeys<WriteKeys> updates(HandshakeConfig settings, CipherSuite suite, TrafficSecret first) {
        return new NextKeys<>() {
            private TrafficSecret secret = first;
            private long generation;

            @Override
            public boolean hasNext() {
                return generation < Limits.OWN_KEY_UPDATES;
            }

            @Override
            public WriteKeys next() {
                generation++;
                secret = secret.next();
                return write(settings, suite, secret);
            }

            @Override
            public void close() {
                secret.close();
            }
        };
    }

    /** The exporter as the engine holds it. */
    public static KeyingMaterial material(Exporter exporter) {
        return material(exporter, null);
    }

    /** The exporter, with the first Finished of TLS 1.2. */
    static KeyingMaterial material(Exporter exporter, byte @Nullable [] firstFinished) {
        return new KeyingMaterial() {
            @Override
            public byte[] export(String label, byte @Nullable [] context, int length) {
                return exporter.export(label, context, length);
            }

            @Override
            public byte @Nullable [] firstFinished() {
                return firstFinished == null ? null : firstFinished.clone();
            }

            @Override
            public void close() {
                exporter.close();
            }
        };
    }

    /** Tells the key log, if there is one, the secret of early data. */
    public static void log(HandshakeConfig settings, ClientHello hello, TrafficSecret early) {
        if (settings.keyLog() != null) {
            early.log(settings.keyLog(), KeyLog.CLIENT_EARLY_TRAFFIC_SECRET, hello.random().toBytes());
        }
    }

    /** Tells the key log, if there is one, the handshake's secrets. */
    public static void log(HandshakeConfig settings, ClientHello hello, HandshakeStage stage) {
        KeyLog log = settings.keyLog();
        if (log != null) {
            byte[] clientRandom = hello.random().toBytes();
            stage.clientTraffic().log(log, KeyLog.CLIENT_HANDSHAKE_TRAFFIC_SECRET, clientRandom);
            stage.serverTraffic().log(log, KeyLog.SERVER_HANDSHAKE_TRAFFIC_SECRET, clientRandom);
        }
    }

    /** Tells the key log, if there is one, the traffic's secrets. */
    public static void log(HandshakeConfig settings, ClientHello hello, MasterStage master) {
        KeyLog log = settings.keyLog();
        if (log != null) {
            byte[] clientRandom = hello.random().toBytes();
            master.clientTraffic().log(log, KeyLog.CLIENT_TRAFFIC_SECRET_0, clientRandom);
            master.serverTraffic().log(log, KeyLog.SERVER_TRAFFIC_SECRET_0, clientRandom);
            master.exporter().log(log, KeyLog.EXPORTER_SECRET, clientRandom);
        }
    }
}
