package dev.handfast.pem;

import dev.handfast.der.DerReader;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * PKCS#8's form of private keys (RFC 5958 section 2), and the older forms made into it.
 *
 * <pre>
 * PrivateKeyInfo ::= SEQUENCE { version INTEGER, AlgorithmIdentifier, privateKey OCTET STRING, ... }
 * ECPrivateKey   ::= SEQUENCE { version INTEGER, privateKey OCTET STRING, [0] parameters, [1] publicKey }
 * </pre>
 */
public final class PrivateKeyInfo {

    private static final Oid RSA = Oid.of("1.2.840.113549.1.1.1");
    private static final Oid EC = Oid.of("1.2.840.10045.2.1");
    private static final int PARAMETERS = Tag.constructed(0);

    private PrivateKeyInfo() {
    }

    /** The identifier of the algorithm in a PrivateKeyInfo, in dotted numbers. */
    public static String algorithm(byte[] pkcs8) throws MalformedInput {
        DerReader info = new DerReader(pkcs8, "PrivateKeyInfo").sequence("the key");
        info.integer("version");
        return info.sequence("AlgorithmIdentifier").oid("algorithm").toString();
    }

    /** A key of {@code RSA PRIVATE KEY} (RFC 8017 appendix A.1.2). */
    public static byte[] ofRsa(byte[] pkcs1) {
        return wrap(pkcs1, new DerWriter().oid(RSA).nothing().toBytes());
    }

    /** A key of {@code EC PRIVATE KEY} (RFC 5915 section 3). */
    public static byte[] ofEc(byte[] sec1) throws MalformedInput {
        DerReader key = new DerReader(sec1, "ECPrivateKey").sequence("the key");
        key.integer("version");
        key.skip("privateKey");
        DerReader parameters = key.nested(PARAMETERS, "parameters (RFC 5915 section 3)");
        return wrap(sec1, new DerWriter().oid(EC).raw(parameters.element("the curve").toBytes()).toBytes());
    }

    /** Writes no part of the key but into the result. */
    private static byte[] wrap(byte[] key, byte[] algorithm) {
        byte[] before = new DerWriter().integer(BigInteger.ZERO).element(Tag.SEQUENCE, algorithm).toBytes();
        byte[] keyHeader = header(Tag.OCTET_STRING, key.length);
        byte[] header = header(Tag.SEQUENCE, before.length + keyHeader.length + key.length);
        return ByteBuffer.allocate(header.length + before.length + keyHeader.length + key.length).put(header)
                .put(before).put(keyHeader).put(key).array();
    }

    private static byte[] header(int tag, int length) {
        byte[] whole = new DerWriter().element(tag, new byte[length]).toBytes();
        return Arrays.copyOf(whole, whole.length - length);
    }
}
