package dev.handfast.keys;

import dev.handfast.crypto.Prf12;
import dev.handfast.crypto.Secret;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.CipherSuite;
import dev.handfast.wire.Bytes;

import java.util.Arrays;

/**
 * Both directions' keys in TLS 1.2, cut from the key block (RFC 5246 section 6.3).
 *
 * <pre>
 * client_write_MAC_key, server_write_MAC_key, client_write_key, server_write_key, client_write_IV, server_write_IV
 * </pre>
 */
public final class KeyBlock12 implements AutoCloseable {

    private final TrafficKeys client;
    private final TrafficKeys server;

    private KeyBlock12(TrafficKeys client, TrafficKeys server) {
        this.client = client;
        this.server = server;
    }

    /** Expands a master secret; {@code randoms} are the server's and the client's, in this order. */
    static KeyBlock12 expand(Prf12 prf, Secret master, CipherSuite suite, byte[] randoms) {
        BulkCipher cipher = suite.cipher();
        int mac = suite.mac() == null ? 0 : suite.mac().length();
        int key = cipher.keyLength();
        int iv = cipher.fixedIvLength12();
        byte[] block = prf.expand(master, "key expansion", randoms, 2 * (mac + key + iv));
        int keys = 2 * mac;
        int ivs = keys + 2 * key;
        KeyBlock12 cut = new KeyBlock12(
                new TrafficKeys(cut(block, keys, key), cut(block, ivs, iv), cut(block, 0, mac)),
                new TrafficKeys(cut(block, keys + key, key), cut(block, ivs + iv, iv), cut(block, mac, mac)));
        Bytes.wipe(block);
        return cut;
    }

    /** What the client writes and the server reads with. */
    public TrafficKeys client() {
        return client;
    }

    /** What the server writes and the client reads with. */
    public TrafficKeys server() {
        return server;
    }

    private static byte[] cut(byte[] block, int offset, int length) {
        return Arrays.copyOfRange(block, offset, offset + length);
    }

    /** Wipes all keys. */
    @Override
    public void close() {
        client.close();
        server.close();
    }
}
