package dev.handfast.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hkdf;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;

import java.lang.reflect.Proxy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What RFC 8448 has no vectors for: updates, exporters, psk_ke, who closes what (RFC 9846 section 7). */
@Tag("unit")
class KeyScheduleTest {

    private static final HashAlgorithm HASH = HashAlgorithm.SHA384;

    private final CryptoProvider crypto = JcaCryptoProvider.standard();
    private final Hkdf hkdf = new Hkdf(crypto, HASH);
    private final byte[] transcriptHash = new byte[HASH.length()];

    @Test
    void keyUpdateExpandsTheSecretAndClosesTheOld() {
        TrafficSecret first = master().clientTraffic();
        Secret secret = logged(first);
        TrafficSecret second = first.next();
        byte[] expected = hkdf.expandLabel(secret, "traffic upd", Bytes.NONE, HASH.length());
        assertArrayEquals(expected, logged(second).bytes());
        assertThrows(IllegalStateException.class, () -> first.keys(BulkCipher.AES_256_GCM));
        try (TrafficKeys keys = second.keys(BulkCipher.AES_256_GCM)) {
            assertArrayEquals(hkdf.expandLabel(Secret.adopt(expected), "key", Bytes.NONE, 32), keys.key());
        }
    }

    @Test
    void exporterFollowsTheRfc() throws NoSuchAlgorithmException {
        Exporter exporter = master().exporter();
        Secret[] secret = new Secret[1];
        exporter.log((label, random, bytes) -> secret[0] = Secret.copyOf(bytes), KeyLog.EXPORTER_SECRET, new byte[32]);
        MessageDigest digest = MessageDigest.getInstance(HASH.digestName());
        Secret derived = hkdf.deriveSecret(secret[0], "EXPORTER-x", digest.digest());
        byte[] context = {1, 2, 3};
        assertArrayEquals(hkdf.expandLabel(derived, "exporter", digest.digest(context), 99),
                exporter.export("EXPORTER-x", context, 99));
        assertArrayEquals(exporter.export("EXPORTER-x", null, 32), exporter.export("EXPORTER-x", Bytes.NONE, 32));
        assertFalse(Arrays.equals(exporter.export("EXPORTER-x", null, 32), exporter.export("EXPORTER-y", null, 32)));
        assertEquals(255 * 48, exporter.export("l", null, 255 * 48).length);
        assertThrows(IllegalArgumentException.class, () -> exporter.export("l", null, 255 * 48 + 1));
        assertThrows(IllegalArgumentException.class, () -> exporter.export("l", null, 0));
        assertEquals(5, exporter.export("l".repeat(249), null, 5).length);
        assertThrows(IllegalArgumentException.class, () -> exporter.export("l".repeat(250), null, 5));
    }

    @Test
    void pskAloneCountsAsASharedSecretOfZeros() {
        Secret psk = Secret.adopt(new byte[] {1, 2, 3});
        HandshakeStage alone = EarlyStage.start(crypto, HASH, psk).agree(null, transcriptHash);
        HandshakeStage zeros = EarlyStage.start(crypto, HASH, psk).agree(Secret.adopt(new byte[48]), transcriptHash);
        assertArrayEquals(logged(alone.clientTraffic()).bytes(), logged(zeros.clientTraffic()).bytes());
        assertEquals(3, psk.length());
    }

    @Test
    void stagesCloseWhatTheyOwn() {
        EarlyStage early = EarlyStage.start(crypto, HASH, null);
        HandshakeStage handshake = early.agree(null, transcriptHash);
        assertThrows(IllegalStateException.class, () -> early.clientTraffic(transcriptHash));
        MasterStage master = handshake.master(transcriptHash);
        assertThrows(IllegalStateException.class, () -> handshake.master(transcriptHash));
        handshake.clientTraffic().verifyData(transcriptHash);
        handshake.close();
        assertThrows(IllegalStateException.class, () -> handshake.clientTraffic().verifyData(transcriptHash));
        ResumptionSecret resumption = master.resumption(transcriptHash);
        master.clientTraffic().verifyData(transcriptHash);
        master.exporter().export("l", null, 1);
        resumption.close();
        assertThrows(IllegalStateException.class, () -> resumption.psk(new byte[1]));
    }

    @Test
    void stagesThatEndEarlyForgetEverything() {
        HandshakeStage handshake = EarlyStage.start(crypto, HASH, null).agree(null, transcriptHash);
        handshake.close();
        assertThrows(IllegalStateException.class, () -> handshake.serverTraffic().verifyData(transcriptHash));
        assertThrows(IllegalStateException.class, () -> handshake.clientTraffic().verifyData(transcriptHash));
        assertThrows(IllegalStateException.class, () -> handshake.master(transcriptHash));
        MasterStage master = master();
        master.closeAll();
        assertThrows(IllegalStateException.class, () -> master.clientTraffic().verifyData(transcriptHash));
        assertThrows(IllegalStateException.class, () -> master.serverTraffic().verifyData(transcriptHash));
        assertThrows(IllegalStateException.class, () -> master.exporter().export("l", null, 1));
        assertThrows(IllegalStateException.class, () -> master.resumption(transcriptHash));
        Exporter exporter = master().exporter();
        exporter.close();
        assertThrows(IllegalStateException.class, () -> exporter.export("l", null, 1));
    }

    /** The key of a Finished is made, used and wiped: whoever computed with it holds zeros. */
    @Test
    void keysOfFinishedAreWiped() {
        List<byte[]> keys = new ArrayList<>();
        CryptoProvider watched = (CryptoProvider) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {
            CryptoProvider.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("hmac")) {
                    keys.add((byte[]) arguments[1]);
                }
                return method.invoke(crypto, arguments);
            });
        HandshakeStage handshake = EarlyStage.start(watched, HASH, null).agree(null, transcriptHash);
        keys.clear();
        handshake.clientTraffic().verifyData(transcriptHash);
        assertArrayEquals(new byte[HASH.length()], keys.get(keys.size() - 1));
    }

    private MasterStage master() {
        return EarlyStage.start(crypto, HASH, null).agree(null, transcriptHash).master(transcriptHash);
    }

    private static Secret logged(TrafficSecret traffic) {
        Secret[] secret = new Secret[1];
        traffic.log((label, random, bytes) -> secret[0] = Secret.copyOf(bytes), "x", new byte[32]);
        return secret[0];
    }
}
