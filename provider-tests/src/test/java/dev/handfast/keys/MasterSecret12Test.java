package dev.handfast.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.Vectors;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS 1.2's secrets against NIST's vectors and a PRF written out anew (RFC 5246 section 5). */
@Tag("unit")
class MasterSecret12Test {

    private final Vectors cavp = new Vectors("tls12");
    private final CryptoProvider crypto = JcaCryptoProvider.standard();
    private final byte[] clientRandom = cavp.get("clientRandom");
    private final byte[] serverRandom = cavp.get("serverRandom");

    @Test
    void masterSecretIsNists() {
        try (MasterSecret12 master = MasterSecret12.legacy(crypto, HashAlgorithm.SHA256,
                Secret.adopt(cavp.get("preMaster")), cavp.get("helloClientRandom"), cavp.get("helloServerRandom"));
                Secret copy = master.copy()) {
            assertArrayEquals(cavp.get("master"), copy.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x003d, 0x003c, 0x002f, 0x009c, 0xcca8, 0xc09d})
    void keyBlockIsNistsCutInTheOrderOfTheRfc(int value) {
        CipherSuite suite = CipherSuite.of(value);
        byte[] block = cavp.get("keyBlock");
        int[] at = {0};
        try (MasterSecret12 master = resumed(HashAlgorithm.SHA256);
                KeyBlock12 keys = master.keys(suite, clientRandom, serverRandom)) {
            for (byte[] part : new byte[][] {keys.client().macKey(), keys.server().macKey(), keys.client().key(),
                keys.server().key(), keys.client().iv(), keys.server().iv()}) {
                assertArrayEquals(Arrays.copyOfRange(block, at[0], at[0] + part.length), part);
                at[0] += part.length;
            }
            int mac = suite.mac() == null ? 0 : suite.mac().length();
            assertEquals(2 * (mac + suite.cipher().keyLength() + suite.cipher().fixedIvLength12()), at[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(value = HashAlgorithm.class, names = {"SHA256", "SHA384"})
    void otherUsesOfThePrf(HashAlgorithm hash) throws GeneralSecurityException, TlsFault {
        byte[] transcriptHash = new byte[hash.length()];
        transcriptHash[3] = 5;
        byte[] secret = cavp.get("master");
        try (MasterSecret12 extended = MasterSecret12.extended(crypto, hash, Secret.copyOf(secret), transcriptHash);
                Secret copy = extended.copy()) {
            assertArrayEquals(prf(hash, secret, "extended master secret", 48, transcriptHash), copy.bytes());
        }
        try (MasterSecret12 master = resumed(hash)) {
            byte[] client = prf(hash, secret, "client finished", 12, transcriptHash);
            byte[] server = prf(hash, secret, "server finished", 12, transcriptHash);
            assertArrayEquals(client, master.verifyData(true, transcriptHash));
            assertArrayEquals(server, master.verifyData(false, transcriptHash));
            FinishedVerified.check(master, true, transcriptHash, client);
            FinishedVerified.check(master, false, transcriptHash, server);
            for (byte[] wrong : new byte[][] {server, Arrays.copyOf(client, 11), Arrays.copyOf(client, 13), {}}) {
                assertEquals(wrong == server ? Fault.FINISHED_WRONG : Fault.MESSAGE_MALFORMED, assertThrows(
                        TlsFault.class, () -> FinishedVerified.check(master, true, transcriptHash, wrong)).fault());
            }
            Exporter exporter = master.exporter(clientRandom, serverRandom);
            master.close();
            assertArrayEquals(prf(hash, secret, "EXPERIMENTAL x", 77, clientRandom, serverRandom),
                    exporter.export("EXPERIMENTAL x", null, 77));
            assertArrayEquals(prf(hash, secret, "EXPERIMENTAL x", 5, clientRandom, serverRandom, new byte[] {0, 0}),
                    exporter.export("EXPERIMENTAL x", Bytes.NONE, 5));
            assertArrayEquals(prf(hash, secret, "l", 20, clientRandom, serverRandom, new byte[] {0, 2, 8, 9}),
                    exporter.export("l", new byte[] {8, 9}, 20));
            for (String own : new String[] {"client finished", "server finished", "master secret", "key expansion",
                "extended master secret"}) {
                assertThrows(IllegalArgumentException.class, () -> exporter.export(own, null, 10));
            }
            assertEquals(10, exporter.export("l", new byte[65535], 10).length);
            assertThrows(IllegalArgumentException.class, () -> exporter.export("l", new byte[65536], 10));
            assertThrows(IllegalArgumentException.class, () -> exporter.export("l", null, 0));
            exporter.close();
            assertThrows(IllegalStateException.class, () -> exporter.export("l", null, 1));
            assertThrows(IllegalStateException.class, () -> master.verifyData(true, transcriptHash));
        }
    }

    @Test
    void closingWipesKeys() {
        TrafficKeys client;
        TrafficKeys server;
        try (MasterSecret12 master = resumed(HashAlgorithm.SHA256);
                KeyBlock12 keys = master.keys(CipherSuite.of(0x003d), clientRandom, serverRandom)) {
            client = keys.client();
            server = keys.server();
            assertFalse(Arrays.equals(new byte[32], client.key()));
        }
        assertArrayEquals(new byte[32], client.key());
        assertArrayEquals(new byte[32], client.macKey());
        assertArrayEquals(new byte[32], server.key());
        assertArrayEquals(new byte[32], server.macKey());
        try (MasterSecret12 master = resumed(HashAlgorithm.SHA256);
                KeyBlock12 keys = master.keys(CipherSuite.of(0xcca8), clientRandom, serverRandom)) {
            client = keys.client();
            assertFalse(Arrays.equals(new byte[12], client.iv()));
        }
        assertArrayEquals(new byte[12], client.iv());
    }

    /** RFC 9850 section 2.2: CLIENT_RANDOM, of the master secret alone. */
    @Test
    void theMasterSecretIsLogged() {
        List<String> lines = new ArrayList<>();
        KeyLog log = (label, random, secret) -> lines.add(label + ' ' + Bytes.hex(random) + ' ' + Bytes.hex(secret));
        try (MasterSecret12 master = resumed(HashAlgorithm.SHA256)) {
            master.log(log, clientRandom);
            master.exporter(clientRandom, serverRandom).log(log, KeyLog.EXPORTER_SECRET, clientRandom);
        }
        assertEquals(List.of("CLIENT_RANDOM " + Bytes.hex(clientRandom) + ' ' + Bytes.hex(cavp.get("master"))), lines);
    }

    private MasterSecret12 resumed(HashAlgorithm hash) {
        return MasterSecret12.resumed(crypto, hash, Secret.adopt(cavp.get("master")));
    }

    /** P_hash as RFC 5246 section 5 writes it down. */
    private static byte[] prf(HashAlgorithm hash, byte[] secret, String label, int length, byte[]... seeds)
            throws GeneralSecurityException {
        byte[] seed = Bytes.concat(label.getBytes(StandardCharsets.US_ASCII), Bytes.concat(seeds));
        Mac mac = Mac.getInstance(hash.macName());
        mac.init(new SecretKeySpec(secret, "RAW"));
        byte[] all = Bytes.NONE;
        byte[] a = seed;
        while (all.length < length) {
            a = mac.doFinal(a);
            all = Bytes.concat(all, mac.doFinal(Bytes.concat(a, seed)));
        }
        return Arrays.copyOf(all, length);
    }
}
